using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>What the reconciler does for results that nobody stores.</summary>
[Collection<OnTheWorkbench>]
public sealed class StoringRepairTests(Workbench bench) : IAsyncLifetime
{
    private static readonly string Result = ResultOf("run");

    private const string TimedOut = "status = 'failed', failure_code = 'timed_out', finished_at = now()";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("pending")]
    [InlineData("starting")]
    [InlineData("queued")]
    [InlineData("running")]
    [InlineData("storing")]
    public async Task A_completion_message_that_got_lost_is_sent_again(string status)
    {
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, $"{Result}, status = '{status}'");

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Equal(status, await bench.StatusAsync(seeded));
    }

    [Fact]
    public async Task A_death_while_storing_is_counted_and_the_work_begins_again()
    {
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, $"{Result}, status = 'storing', {WorkbenchRows.DeadLease}");

        await bench.ReconcileAsync();

        Assert.Equal("storing", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_expiries = 1 and lease_token is null"));
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Fact]
    public async Task The_third_death_while_storing_ends_it_and_gives_the_hold_back()
    {
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, $"{Result}, status = 'storing', lease_expiries = 2, {WorkbenchRows.DeadLease}");

        await bench.ReconcileAsync();

        Assert.Equal("failed: internal", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_three_deaths_a_message_finds_nothing_to_claim(bool late)
    {
        var used = await ExpiredAsync(late, expiries: 2);
        var open = await ExpiredAsync(late, expiries: 1);
        var before = await bench.SnapshotAsync();

        Assert.Null(await bench.Engine.Get<CompletionClaims>().TakeAsync(used.PredictionId, default));
        Assert.Equal(before, await bench.SnapshotAsync());

        var claim = await bench.Engine.Get<CompletionClaims>().TakeAsync(open.PredictionId, default);
        Assert.Equal(2, claim!.Prediction.LeaseExpiries);
        Assert.Equal(2, await bench.ReadAsync<int>(open, "lease_expiries"));
    }

    [Fact]
    public async Task A_late_success_without_a_holder_is_not_claimed_after_three_deaths()
    {
        var used = await LateAsync("lease_expiries = 3", "used");
        var open = await LateAsync("lease_expiries = 2", "open");

        Assert.Null(await bench.Engine.Get<CompletionClaims>().TakeAsync(used.PredictionId, default));
        Assert.NotNull(await bench.Engine.Get<CompletionClaims>().TakeAsync(open.PredictionId, default));
    }

    [Fact]
    public async Task A_late_success_whose_message_got_lost_is_completed_too()
    {
        var seeded = await LateAsync();

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Equal("failed", await bench.StatusAsync(seeded));
    }

    [Fact]
    public async Task A_late_success_that_killed_too_many_is_given_up()
    {
        var seeded = await LateAsync($"lease_expiries = 2, {WorkbenchRows.DeadLease}");
        await bench.ReconcileAsync();
        await bench.PutAsync(seeded);

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Equal("failed", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null"));
        Assert.Equal("lost", await bench.DispositionAsync("run"));
    }

    /// <summary>A result whose last holder died.</summary>
    /// <param name="late">It came after the timeout.</param>
    private async Task<SeededGeneration> ExpiredAsync(bool late, int expiries)
    {
        var state = $"lease_expiries = {expiries}, {WorkbenchRows.DeadLease}";
        if (late)
            return await LateAsync(state, $"run{expiries}");
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, $"{ResultOf($"run{expiries}")}, status = 'storing', {state}");
        return seeded;
    }

    private async Task<SeededGeneration> LateAsync(string state = "lease_expiries = 0", string run = "run")
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync(
            """
            insert into upstream_runs (upstream_id, prediction_id, attempt, upstream_status, seen_by)
            values (@run, @PredictionId, 1, 'succeeded', 'delivery')
            """, new { run, seeded.PredictionId });
        await bench.PutAsync(seeded, $"{TimedOut}, {ResultOf(run)}, {state}");
        return seeded;
    }

    private static string ResultOf(string run) =>
        $$"""
        result_run = '{{run}}', result_status = 'succeeded',
            result_payload = '{"id":"{{run}}","status":"succeeded"}'
        """;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
