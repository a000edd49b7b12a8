using RenderStudio.Core.Blobs;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Repairs of runs that Replicate accepted and that have sent no further update.</summary>
[Collection<OnTheWorkbench>]
public sealed class AcceptedRepairTests(Workbench bench) : IAsyncLifetime
{
    private const string Overdue = "accepted_at = now() - interval '11 minutes'";
    private static readonly object Busy = new { coldBootMs = 600_000 };

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_run_in_progress_without_updates_is_polled()
    {
        var seeded = await bench.SeedAsync(new { predictMs = 600_000 });
        var run = (await bench.StartAsync(seeded))!;
        await bench.Replicate.BecomesAsync(run, "processing");
        await bench.SetAsync(seeded);

        await bench.ReconcileAsync();

        Assert.Equal("running", await bench.OutcomeAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "next_check_at > now() + interval '30 seconds'"));
    }

    [Fact]
    public async Task Each_poll_without_an_update_delays_the_next_poll_further()
    {
        var seeded = await bench.SeedAsync(Busy);
        await bench.StartAsync(seeded);
        List<double> waits = [];
        for (var round = 0; round < 5; round++)
        {
            await bench.SetAsync(seeded);
            await bench.ReconcileAsync();
            waits.Add(await bench.ReadAsync<double>(
                seeded, "extract(epoch from next_check_at - clock_timestamp())::float8"));
        }

        Assert.InRange(waits[0], 50, 90);
        foreach (var (wait, next) in waits.Zip(waits.Skip(1)))
            Assert.True(next > wait || wait > 470, $"{wait:0} s, then {next:0} s");
    }

    [Fact]
    public async Task A_round_makes_no_more_calls_than_its_limit_and_the_next_round_continues()
    {
        await using var engine = await bench.AnotherEngineAsync(("Reconciliation:MaxPollsPerRound", "2"));
        var live = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SeededGeneration.CreateAsync(engine)));
        await engine.ExecuteAsync(
            """
            update predictions set status = 'queued', upstream_id = id::text, attempt = 1, accepted_at = now(),
                next_check_at = now()
            """);

        List<int> asked = [];
        for (var round = 0; round < 4; round++)
        {
            await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
            asked.Add(await engine.QueryAsync<int>(
                "select count(*)::int from predictions where next_check_at > now()"));
        }

        Assert.Equal([2, 4, live.Length, live.Length], asked);
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("running")]
    public async Task A_success_without_a_webhook_delivery_is_found_and_delivered(string status)
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.SetAsync(seeded, $"status = '{status}'");

        await bench.ReconcileAsync();
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));

        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_prediction_past_its_timeout_fails_and_its_run_continues()
    {
        var seeded = await bench.SeedAsync(Busy);
        var run = (await bench.StartAsync(seeded))!;
        await bench.SetAsync(seeded, Overdue);

        await bench.ReconcileAsync();

        Assert.Equal("failed: timed_out", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Equal("open", await bench.DispositionAsync(run));
        Assert.Equal("starting", (string?)(await bench.Replicate.ReadAsync(run)).Json["status"]);
    }

    [Fact]
    public async Task A_success_after_the_timeout_is_found_and_delivered_free_of_charge()
    {
        var seeded = await bench.SeedAsync();
        var run = await bench.StartAndFinishAsync(seeded);
        Assert.True(await bench.Engine.Get<RepairStore>().TimeOutAsync(seeded.PredictionId, default));
        Assert.Equal("failed: timed_out", await bench.OutcomeAsync(seeded));

        await bench.ReconcileAsync();
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));

        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal("delivered", await bench.DispositionAsync(run));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_cancel_is_sent_to_Replicate_and_its_response_ends_the_generation()
    {
        var seeded = await bench.SeedAsync(Busy);
        var run = (await bench.StartAsync(seeded))!;
        await bench.SetAsync(seeded, "cancel_requested_at = now()");

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Equal("canceled", await bench.OutcomeAsync(seeded));
        Assert.Equal("canceled", (string?)(await bench.Replicate.ReadAsync(run)).Json["status"]);
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_cancel_after_the_success_does_not_prevent_the_delivery()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.SetAsync(seeded, "cancel_requested_at = now()");

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task An_upstream_cancel_stays_due_while_it_fails()
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000, cancelErrorRate = 1 });
        await bench.StartAsync(seeded);
        await bench.SetAsync(seeded, "cancel_requested_at = now()");

        var counts = await bench.ReconcileAsync();

        Assert.DoesNotContain(Repair.CancelUpstream, counts.Repairs.Keys);
        Assert.Equal("queued", await bench.StatusAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
