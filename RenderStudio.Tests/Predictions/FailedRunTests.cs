using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Predictions.CompletionTests;

namespace RenderStudio.Tests.Predictions;

/// <summary>The failure code that a prediction gets from a run that did not succeed.</summary>
public sealed class FailedRunTests(Services services)
{
    [Theory]
    [InlineData("NSFW content detected. Try running it again, or try a different prompt.", "content_flagged")]
    [InlineData("The input or output was flagged as sensitive. (E005)", "content_flagged")]
    [InlineData("CUDA out of memory", "provider_failed")]
    [InlineData(null, "provider_failed")]
    public async Task A_run_that_fails_ends_its_prediction_with_a_reason(string? error, string code)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed", error);

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal(code, await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Theory]
    [InlineData("canceled", 5, "timed_out")]
    [InlineData("aborted", 5, "timed_out")]
    [InlineData("canceled", 300, "provider_failed")]
    [InlineData("aborted", null, "provider_failed")]
    [InlineData("failed", 5, "provider_failed")]
    public async Task A_run_that_is_aborted_after_the_owners_maximum_wait_timed_out(
        string end, int? maxWait, string code)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await engine.ExecuteAsync(
            """
            update generations set max_wait_seconds = @maxWait where id = @Id;
            update predictions set accepted_at = now() - interval '10 seconds' where generation_id = @Id
            """, new { maxWait, seeded.Id });
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), end);

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal(code, await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal(SeededGeneration.Balance, await BalanceAsync(engine, seeded));
    }

    [Fact]
    public async Task A_payload_with_a_NUL_and_a_lone_surrogate_is_stored_or_rejected_without_an_exception()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");

        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed", "broken \0 text");
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal("provider_failed", await engine.QueryAsync<string>(
            "select failure_code from generations where id = @Id", seeded));
        Assert.Equal("\uFFFD", RenderStudio.Core.Replicate.ReplicatePrediction.Parse(
            """{"id": "x", "status": "failed", "error": "\ud800"}"""u8.ToArray()).Error);
    }
}
