using System.Net;
using System.Text.Json.Nodes;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>The content of a create request, and what its response proves about a run.</summary>
public sealed class CreateTests : IDisposable
{
    private readonly ScriptedReplicate replicate = new();

    [Fact]
    public async Task A_create_requests_deliveries_of_the_start_and_the_end_of_a_run()
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
    public async Task Only_a_rejection_proves_that_no_run_was_created(HttpStatusCode status, bool refused)
    {
        replicate.AnswerAlways(status);

        var outcome = await replicate.CreateAsync();

        Assert.Equal(refused ? typeof(CreateOutcome.Refused) : typeof(CreateOutcome.Unknown), outcome.GetType());
    }

    public void Dispose() => replicate.Dispose();
}
