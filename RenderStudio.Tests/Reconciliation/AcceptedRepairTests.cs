using RenderStudio.Core.Blobs;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>What the reconciler does for runs that Replicate accepted and nobody hears of any more.</summary>
[Collection<OnTheWorkbench>]
public sealed class AcceptedRepairTests(Workbench bench) : IAsyncLifetime
{
    private const string Overdue = "accepted_at = now() - interval '11 minutes'";
    private static readonly object Busy = new { coldBootMs = 600_000 };

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_run_at_work_without_news_is_asked_after()
    {
        var seeded = await bench.SeedAsync(new { predictMs = 600_000 });
        var run = (await bench.StartAsync(seeded))!;
        await bench.Replicate.BecomesAsync(run, "processing");
        await bench.PutAsync(seeded);

        await bench.ReconcileAsync();

        Assert.Equal("running", await bench.OutcomeAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "next_check_at > now() + interval '30 seconds'"));
    }

    [Fact]
    public async Task Each_round_without_news_is_asked_after_later_than_the_one_before()
    {
        var seeded = await bench.SeedAsync(Busy);
        await bench.StartAsync(seeded);
        List<double> waits = [];
        for (var round = 0; round < 5; round++)
        {
            await bench.PutAsync(seeded);
            await bench.ReconcileAsync();
            waits.Add(await bench.ReadAsync<double>(
                seeded, "extract(epoch from next_check_at - clock_timestamp())::float8"));
        }

        Assert.InRange(waits[0], 50, 90);
        foreach (var (wait, next) in waits.Zip(waits.Skip(1)))
            Assert.True(next > wait || wait > 470, $"{wait:0} s, then {next:0} s");
    }

    [Fact]
    public async Task One_round_asks_Replicate_no_more_often_than_it_may_and_the_next_goes_on()
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
    public async Task A_success_nobody_told_is_found_and_delivered(string status)
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.PutAsync(seeded, $"status = '{status}'");

        await bench.ReconcileAsync();
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));

        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task What_takes_too_long_fails_and_its_run_goes_on()
    {
        var seeded = await bench.SeedAsync(Busy);
        var run = (await bench.StartAsync(seeded))!;
        await bench.PutAsync(seeded, Overdue);

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
    public async Task A_cancel_is_carried_to_Replicate_and_its_answer_ends_the_generation()
    {
        var seeded = await bench.SeedAsync(Busy);
        var run = (await bench.StartAsync(seeded))!;
        await bench.PutAsync(seeded, "cancel_requested_at = now()");

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Equal("canceled", await bench.OutcomeAsync(seeded));
        Assert.Equal("canceled", (string?)(await bench.Replicate.ReadAsync(run)).Json["status"]);
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_cancel_that_comes_too_late_delivers()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.PutAsync(seeded, "cancel_requested_at = now()");

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_cancel_upstream_stays_due_while_it_fails()
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000, cancelErrorRate = 1 });
        await bench.StartAsync(seeded);
        await bench.PutAsync(seeded, "cancel_requested_at = now()");

        var counts = await bench.ReconcileAsync();

        Assert.DoesNotContain(Repair.CancelUpstream, counts.Repairs.Keys);
        Assert.Equal("queued", await bench.StatusAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
