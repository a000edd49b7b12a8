using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>A lost, repeated or reordered message changes only when work is done, not its result.</summary>
[Collection<OnTheWorkbench>]
public sealed class LostAndRepeatedMessageTests(Workbench bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task Without_any_message_the_reconciler_performs_every_step()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded);
        Assert.Equal(1, (await bench.ReconcileAsync()).Repairs[Repair.SendStart]);
        var run = await bench.StartAndFinishAsync(seeded);
        await bench.SetAsync(seeded);
        Assert.Equal(1, (await bench.ReconcileAsync()).RunsFound);
        await bench.SetAsync(seeded);
        Assert.Equal(1, (await bench.ReconcileAsync()).Repairs[Repair.SendCompletion]);
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal("delivered", await bench.DispositionAsync(run));
    }

    [Theory]
    [InlineData("attempt = 0", 1)]
    [InlineData("status = 'running', upstream_id = 'run', accepted_at = now()", 1)]
    [InlineData("not_before = now() + interval '1 minute'", 0)]
    [InlineData("status = 'starting', attempt = 1", 0)]
    [InlineData("status = 'storing', " + WorkbenchRows.LiveLease, 0)]
    [InlineData("status = 'canceled', finished_at = now()", 0)]
    public async Task A_read_without_new_events_sends_messages_for_work_without_a_lease(string state, int messages)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);

        await bench.Engine.Get<CheckHints>().SendAsync([seeded.Id], default);
        await bench.Engine.Get<CheckHints>().SendAsync([seeded.Id], default);

        Assert.Equal(
            Enumerable.Repeat(seeded.PredictionId, messages),
            [
                .. await bench.MessagesAsync(StudioQueues.PredictionStarts),
                .. await bench.MessagesAsync(StudioQueues.PredictionCompletions),
            ]);
    }

    [Fact]
    public async Task Five_copies_of_each_message_in_reverse_order_have_the_effect_of_one()
    {
        var seeded = await bench.SeedAsync();
        for (var i = 0; i < 5; i++)
        {
            await bench.CompleteAsync(seeded);
            await bench.Engine.Get<CheckPrediction>().RunAsync(seeded.PredictionId, default);
        }

        Assert.Equal("pending", await bench.OutcomeAsync(seeded));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.StartAsync(seeded)));
        await bench.Replicate.BecomesAsync(await bench.ReadAsync<string>(seeded, "upstream_id"), "succeeded");
        for (var i = 0; i < 5; i++)
        {
            await bench.CompleteAsync(seeded);
            await bench.Engine.Get<CheckPrediction>().RunAsync(seeded.PredictionId, default);
            await bench.StartAsync(seeded);
        }

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Single(await bench.RunsAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task An_outage_fails_no_generation_regardless_of_the_number_of_poison_messages()
    {
        var seeded = await bench.SeedAsync(new { outputErrorRate = 1 });
        await bench.StartAndFinishAsync(seeded);
        await bench.ReconcileAsync();
        await bench.SetAsync(seeded, "storing_tries = 50");

        await bench.CompleteAsync(seeded);
        await bench.Engine.Get<HandlePoisonMessage>().RunAsync(StudioQueues.PredictionCompletions,
            new PredictionMessage(PredictionMessage.CurrentVersion, seeded.PredictionId, 1).ToBytes(), default);
        Assert.Equal("storing", await bench.OutcomeAsync(seeded));

        await bench.SetRunBehaviorAsync(await bench.PromptAsync(seeded), new { outputErrorRate = 0 });
        await bench.SetAsync(seeded, "not_before = now()");
        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task An_outage_beyond_the_time_limit_fails_the_generation_with_its_own_code()
    {
        var seeded = await bench.SeedAsync(new { outputErrorRate = 1 });
        await bench.StartAndFinishAsync(seeded);
        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);
        Assert.Equal("storing", await bench.OutcomeAsync(seeded));
        await bench.SetAsync(seeded, WorkbenchRows.LastTry + ", not_before = now()");

        await bench.CompleteAsync(seeded);

        Assert.Equal("failed: download_failed", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
