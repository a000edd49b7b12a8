using RenderStudio.Core.Blobs;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Runs that are no longer the current run of their prediction.</summary>
[Collection<OnTheWorkbench>]
public sealed class OrphanedRunsTests(Workbench bench) : IAsyncLifetime
{
    private static readonly object Busy = new { coldBootMs = 600_000 };

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task An_orphaned_run_is_canceled_repeatedly_until_Replicate_confirms()
    {
        var (seeded, run) = await UnwantedAsync(new { coldBootMs = 600_000, cancelErrorRate = 1 });

        await RunAsync();
        Assert.Equal("cancel", await bench.DispositionAsync(run));

        await bench.SetRunBehaviorAsync(await bench.PromptAsync(seeded), Busy);
        Assert.Equal(0, await RunAsync());
        await DueAsync();
        Assert.Equal(1, await RunAsync());
        Assert.Equal("canceled", await bench.DispositionAsync(run));
        Assert.Equal("canceled", (string?)(await bench.Replicate.ReadAsync(run)).Json["status"]);
    }

    [Fact]
    public async Task A_run_that_succeeds_despite_its_cancel_is_lost_and_never_adopted()
    {
        var seeded = await bench.SeedAsync();
        var run = await bench.StartAndFinishAsync(seeded);
        await MarkCancelAsync(seeded);

        await RunAsync();

        Assert.Equal("lost", await bench.DispositionAsync(run));
        Assert.Null(await bench.ReadAsync<string?>(seeded, "result_run"));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Fact]
    public async Task An_open_run_of_a_prediction_that_timed_out_is_read_until_it_ends()
    {
        var seeded = await bench.SeedAsync(Busy);
        var run = (await bench.StartAsync(seeded))!;
        Assert.True(await bench.Engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));

        await DueAsync();
        Assert.Equal(0, await RunAsync());
        Assert.Equal("open", await bench.DispositionAsync(run));

        await bench.Replicate.CancelAsync(run);
        await DueAsync();
        Assert.Equal(1, await RunAsync());
        Assert.Equal("canceled", await bench.DispositionAsync(run));
        Assert.Equal("failed: timed_out", await bench.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task The_current_run_of_a_prediction_is_not_treated_as_orphaned()
    {
        var seeded = await bench.SeedAsync(Busy);
        await bench.StartAsync(seeded);
        await DueAsync();

        Assert.Equal(0, await RunAsync());
    }

    [Theory]
    [InlineData("9 minutes", "cancel")]
    [InlineData("11 minutes", "lost")]
    public async Task A_run_that_Replicate_does_not_know_is_given_up_after_ten_minutes(string seen, string disposition)
    {
        var (_, run) = await UnwantedAsync(Busy);
        await bench.Engine.ExecuteAsync(
            """
            update upstream_runs set upstream_id = 'forgotten', seen_at = now() - @seen::interval
            where upstream_id = @run
            """, new { seen, run });

        Assert.Equal(disposition == "lost" ? 1 : 0, await RunAsync());

        Assert.Equal(disposition, await bench.DispositionAsync("forgotten"));
        await bench.Replicate.CancelAsync(run);
    }

    private async Task<(SeededGeneration, string)> UnwantedAsync(object upstream)
    {
        var seeded = await bench.SeedAsync(upstream);
        var run = (await bench.StartAsync(seeded))!;
        await MarkCancelAsync(seeded);
        return (seeded, run);
    }

    private Task MarkCancelAsync(SeededGeneration seeded) => bench.Engine.ExecuteAsync(
        """
        update upstream_runs set disposition = 'cancel', next_check_at = now() where prediction_id = @PredictionId;
        update predictions set status = 'canceled', finished_at = now() where id = @PredictionId;
        """, seeded);

    private Task DueAsync() => bench.Engine.ExecuteAsync("update upstream_runs set next_check_at = now()");

    private Task<int> RunAsync() => bench.Engine.Get<OrphanedRuns>().RunAsync(default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
