using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Predictions that an operator redrives after a fix.</summary>
[Collection<OnTheWorkbench>]
public sealed class RedriveTests(Workbench bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_redrive_stores_pictures_that_could_not_be_stored_free_of_charge()
    {
        var seeded = await FailedAsync();

        var answer = await RedriveAsync(seeded);
        await bench.CompleteAsync(seeded);

        Assert.Equal(("failed", true), answer);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Equal("hold release", await bench.Engine.QueryAsync<string>(
            "select string_agg(kind, ' ' order by id) from credit_entries where generation_id = @Id", seeded));
        Assert.Equal("delivered", await bench.DispositionAsync(await bench.ReadAsync<string>(seeded, "result_run")));
        Assert.Equal((1, true), await EventsAsync(seeded));
    }

    [Fact]
    public async Task Until_the_completion_the_prediction_stays_failed_and_a_second_redrive_changes_nothing()
    {
        var seeded = await FailedAsync();
        await RedriveAsync(seeded);
        var before = await bench.SnapshotAsync();

        Assert.Equal(("failed", false), await RedriveAsync(seeded));

        Assert.Equal("failed: storage_failed", await bench.OutcomeAsync(seeded));
        Assert.Equal(before, await bench.SnapshotAsync());
        Assert.Equal([seeded.PredictionId, seeded.PredictionId], await bench.MessagesAsync(Completions));
    }

    [Fact]
    public async Task A_lost_message_is_sent_again_by_the_reconciler()
    {
        var seeded = await FailedAsync();
        await RedriveAsync(seeded);
        await bench.Engine.ExecuteAsync("update predictions set next_check_at = now() - interval '1 second'");

        var counts = await bench.ReconcileAsync();

        Assert.Equal(1, counts.Repairs[Repair.SendCompletion]);
    }

    [Fact]
    public async Task A_redrive_that_fails_stays_failed_and_can_be_repeated()
    {
        var seeded = await FailedAsync();
        await bench.SetRunBehaviorAsync(await bench.PromptAsync(seeded), new { missingOutputs = new[] { 0 } });
        await RedriveAsync(seeded);
        await bench.CompleteAsync(seeded);
        Assert.Equal("failed: storage_failed", await bench.OutcomeAsync(seeded));
        await bench.CompleteAsync(seeded);
        await bench.SetRunBehaviorAsync(await bench.PromptAsync(seeded), new { missingOutputs = Array.Empty<int>() });

        Assert.Equal(("failed", true), await RedriveAsync(seeded));
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal((2, true), await EventsAsync(seeded));
    }

    [Fact]
    public async Task Two_concurrent_redrives_and_five_completions_deliver_once()
    {
        var seeded = await FailedAsync();

        var answers = await Task.WhenAll(RedriveAsync(seeded), RedriveAsync(seeded));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.CompleteAsync(seeded)));

        Assert.Single(answers, answer => answer.Redriven);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal((1, true), await EventsAsync(seeded));
    }

    [Fact]
    public async Task A_redrive_of_stalled_work_resets_its_tries_and_resumes_it_immediately()
    {
        var waiting = await bench.SeedAsync();
        await bench.SetAsync(waiting, "not_before = now() + interval '1 hour', lease_expiries = 2");
        var storing = await bench.SeedAsync();
        await bench.SetAsync(storing, "status = 'storing', storing_tries = 4, lease_expiries = 2");

        Assert.Equal(("pending", true), await RedriveAsync(waiting));
        Assert.Equal(("storing", true), await RedriveAsync(storing));

        Assert.True(await bench.ReadAsync<bool>(waiting, "not_before <= clock_timestamp() and lease_expiries = 0"));
        Assert.True(await bench.ReadAsync<bool>(storing, "storing_tries = 0 and lease_expiries = 0 and status = 'storing'"));
        Assert.Equal([waiting.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Equal([storing.PredictionId], await bench.MessagesAsync(Completions));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(storing));
    }

    [Theory]
    [InlineData("status = 'succeeded', finished_at = now()")]
    [InlineData("status = 'canceled', finished_at = now()")]
    [InlineData("status = 'storing', lease_expiries = 1, storing_tries = 2, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'running', upstream_id = 'run'")]
    public async Task A_redrive_leaves_succeeded_predictions_and_leased_work_unchanged(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);
        var before = await bench.SnapshotAsync();

        Assert.False((await RedriveAsync(seeded)).Redriven);

        Assert.Equal(before, await bench.SnapshotAsync());
    }

    [Theory]
    [InlineData("failure_code = 'provider_rejected'")]
    [InlineData("failure_code = 'provider_failed', result_run = 'run', result_status = 'failed'")]
    public async Task A_redrive_without_a_stored_result_is_rejected(string failure)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"status = 'failed', finished_at = now(), {failure}");
        var before = await bench.SnapshotAsync();

        var answer = await bench.Engine.Get<RedrivePrediction>().RunAsync(seeded.PredictionId, NotRecorded, default);

        Assert.Equal("validation_failed", answer.Problem!.CodeText);
        Assert.Equal(before, await bench.SnapshotAsync());
    }

    private const string Completions = StudioQueues.PredictionCompletions;

    /// <summary>A generation whose run succeeded and whose pictures could not be stored in time.</summary>
    private async Task<SeededGeneration> FailedAsync()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.ReconcileAsync();
        await bench.SetAsync(seeded,
            "status = 'storing', storing_tries = 6, result_at = now() - interval '2 hours'");
        await bench.Engine.Get<HandlePoisonMessage>().RunAsync(
            Completions, new PredictionMessage(1, seeded.PredictionId, 1).ToBytes(), default);
        Assert.Equal("failed: storage_failed", await bench.OutcomeAsync(seeded));
        await bench.Engine.Get<Azure.Storage.Queues.QueueServiceClient>().GetQueueClient(Completions).ClearMessagesAsync();
        return seeded;
    }

    private async Task<(string Status, bool Redriven)> RedriveAsync(SeededGeneration seeded)
    {
        var answer = await bench.Engine.Get<RedrivePrediction>().RunAsync(seeded.PredictionId, NotRecorded, default);
        Assert.False(answer.Failed(out var problem, out var redrive), problem?.Message);
        return (redrive!.Status, redrive.Redriven);
    }

    private static Task NotRecorded(NpgsqlConnection connection, Redrive redrive) => Task.CompletedTask;

    /// <summary>How many success events the timeline has, and whether its sequence has no gaps.</summary>
    private Task<(int Count, bool Gapless)> EventsAsync(SeededGeneration seeded) =>
        bench.Engine.QueryAsync<(int, bool)>(
            """
            select count(*) filter (where code = 'redriven')::int, count(*) = max(seq)
            from generation_events where generation_id = @Id
            """, seeded);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
