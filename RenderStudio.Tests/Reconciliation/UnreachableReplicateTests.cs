using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>The address of Replicate has no listener here.</summary>
public sealed class UnreachableReplicateTests(Services services)
{
    [Fact]
    public async Task Without_a_listing_no_search_ends_but_timeouts_apply_and_other_repairs_run()
    {
        await using var engine = await Engine.StartAsync(services);
        var searched = await SeededAsync(engine, WorkbenchRows.SearchEnded);
        var waited = await SeededAsync(engine, "created_at = now() - interval '2 hours'");
        var unstarted = await SeededAsync(engine, "attempt = 0");
        var running = await SeededAsync(engine, "status = 'running', upstream_id = 'run', accepted_at = now()");

        var counts = await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.False(counts.Listed);
        Assert.Equal(("starting", (string?)null), await StateAsync(engine, searched));
        Assert.Equal(("failed", "provider_unavailable"), await StateAsync(engine, waited));
        Assert.Equal(("pending", null), await StateAsync(engine, unstarted));
        Assert.Equal(("running", null), await StateAsync(engine, running));
        Assert.Equal(1, counts.Repairs[Repair.SendStart]);
    }

    private static async Task<SeededGeneration> SeededAsync(Engine engine, string state)
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            $"update predictions set {state}, next_check_at = now() - interval '1 second' where id = @PredictionId",
            seeded);
        return seeded;
    }

    private static Task<(string Status, string? Code)> StateAsync(Engine engine, SeededGeneration seeded) =>
        engine.QueryAsync<(string, string?)>(
            "select status, failure_code from predictions where id = @PredictionId", seeded);
}
