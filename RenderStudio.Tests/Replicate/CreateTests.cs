using System.Net;
using System.Text.Json.Nodes;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>What a create asks for, and what its answer says about a run that may have been bought.</summary>
public sealed class CreateTests : IDisposable
{
    private readonly ScriptedReplicate replicate = new();

    [Fact]
    public async Task The_start_and_the_end_of_a_run_are_to_be_delivered()
    {
        await replicate.CreateAsync(webhook: new Uri("https://studio.example.com/hook"));

        var body = JsonNode.Parse(replicate.Body!)!;
        Assert.Equal("https://studio.example.com/hook", (string?)body["webhook"]);
        Assert.Equal("""["start","completed"]""", body["webhook_events_filter"]!.ToJsonString());
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, true)]
    [InlineData(HttpStatusCode.UnprocessableEntity, true)]
    [InlineData(HttpStatusCode.RequestTimeout, false)]
    [InlineData(HttpStatusCode.InternalServerError, false)]
    public async Task Only_a_refusal_says_that_nothing_was_bought(HttpStatusCode status, bool refused)
    {
        replicate.AnswerAlways(status);

        var outcome = await replicate.CreateAsync();

        Assert.Equal(refused ? typeof(CreateOutcome.Refused) : typeof(CreateOutcome.Unknown), outcome.GetType());
    }

    public void Dispose() => replicate.Dispose();
}
