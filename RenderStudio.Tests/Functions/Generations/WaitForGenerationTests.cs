using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Submits with <c>Prefer: wait</c>.</summary>
public sealed class WaitForGenerationTests(Services services) : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() =>
        app = await RunningApp.StartAsync(services, ("Generations:TimelinePollSeconds", "0.05"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("wait=30", "wait=30")]
    [InlineData("wait=60", "wait=50")]
    [InlineData("wait=3600", "wait=50")]
    [InlineData("wait=99999999999999999999", "wait=50")]
    [InlineData("WAIT = \"30\"; a=b", "wait=30")]
    [InlineData("respond-async, wait=20, wait=30", "wait=20")]
    public async Task A_submit_that_prefers_to_wait_returns_the_finished_generation(
        string preferred, string applied)
    {
        using var owner = app.ClientOf(preferred);
        owner.DefaultRequestHeaders.Add("Prefer", preferred);
        var waiting = owner.PostAsJsonAsync(Generations, SubmitBody);
        await Eventually.BecomesTrueAsync(() => FailAllAsync(preferred));

        using var answer = await waiting;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(applied, Assert.Single(answer.Headers.GetValues("Preference-Applied")));
        var shown = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("failed", shown.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_submit_whose_wait_elapses_returns_202()
    {
        using var owner = app.ClientOf("wait-briefly");
        owner.DefaultRequestHeaders.Add("Prefer", "respond-async, wait=1");

        using var answer = await owner.PostAsJsonAsync(Generations, SubmitBody);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("wait=0", "wait=0")]
    [InlineData("wait", null)]
    [InlineData("wait=", null)]
    [InlineData("wait=-1", null)]
    [InlineData("wait=1.5", null)]
    [InlineData("wait=30s", null)]
    [InlineData("wait=soon, wait=30", null)]
    [InlineData("waiting=30", null)]
    [InlineData("return=minimal; wait=30", null)]
    public async Task A_preference_that_is_not_applied_is_not_named(string preferred, string? applied)
    {
        using var owner = app.ClientOf(preferred);
        owner.DefaultRequestHeaders.Add("Prefer", preferred);

        using var answer = await owner.PostAsJsonAsync(Generations, SubmitBody);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(applied, answer.Headers.TryGetValues("Preference-Applied", out var told) ? told.Single() : null);
    }

    [Fact]
    public async Task A_repeated_request_with_the_same_key_waits_again()
    {
        using var owner = app.ClientOf("wait-again");
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        using var first = await owner.PostAsJsonAsync(Generations, SubmitBody);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        owner.DefaultRequestHeaders.Add("Prefer", "wait=30");
        var again = owner.PostAsJsonAsync(Generations, SubmitBody);
        await Eventually.BecomesTrueAsync(() => FailAllAsync("wait-again"));

        using var answer = await again;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var shown = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith(shown.GetProperty("id").GetString()!, first.Headers.Location!.ToString());
    }

    private static object SubmitBody => new { mode = "imagine", prompt = "a calm study" };

    /// <returns>True if there was an unfinished prediction.</returns>
    private async Task<bool> FailAllAsync(string subject)
    {
        var prediction = await app.QueryAsync<Guid?>(
            """
            select p.id from predictions p join generations g on g.id = p.generation_id
                join owners o on o.id = g.owner_id
            where o.subject = @subject and p.finished_at is null
            """, new { subject });
        return prediction is { } id && await app.Engine.Get<StudioDatabase>().InTransactionAsync(
            async connection => await PredictionEnd.FailAsync(
                connection, (await PredictionStore.LockAsync(connection, id))!, FailureCode.Internal), default);
    }
}
