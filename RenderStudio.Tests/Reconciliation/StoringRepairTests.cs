using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Repairs of stored results that no worker is storing.</summary>
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
    public async Task A_lost_completion_message_is_sent_again(string status)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"{Result}, status = '{status}'");

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Equal(status, await bench.StatusAsync(seeded));
    }

    [Fact]
    public async Task A_lease_expiry_while_storing_is_counted_and_the_work_restarts()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"{Result}, status = 'storing', {WorkbenchRows.ExpiredLease}");

        await bench.ReconcileAsync();

        Assert.Equal("storing", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_expiries = 1 and lease_token is null"));
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Fact]
    public async Task The_third_lease_expiry_while_storing_fails_the_prediction_and_releases_the_hold()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"{Result}, status = 'storing', lease_expiries = 2, {WorkbenchRows.ExpiredLease}");

        await bench.ReconcileAsync();

        Assert.Equal("failed: internal", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_three_lease_expiries_a_message_finds_nothing_to_claim(bool late)
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
    public async Task A_late_success_without_a_lease_is_not_claimed_after_three_lease_expiries()
    {
        var used = await LateAsync("lease_expiries = 3", "used");
        var open = await LateAsync("lease_expiries = 2", "open");

        Assert.Null(await bench.Engine.Get<CompletionClaims>().TakeAsync(used.PredictionId, default));
        Assert.NotNull(await bench.Engine.Get<CompletionClaims>().TakeAsync(open.PredictionId, default));
    }

    [Fact]
    public async Task A_late_success_whose_message_is_lost_is_completed_too()
    {
        var seeded = await LateAsync();

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Equal("failed", await bench.StatusAsync(seeded));
    }

    [Fact]
    public async Task A_late_success_with_too_many_lease_expiries_is_abandoned()
    {
        var seeded = await LateAsync($"lease_expiries = 2, {WorkbenchRows.ExpiredLease}");
        await bench.ReconcileAsync();
        await bench.SetAsync(seeded);

        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
        Assert.Equal("failed", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null"));
        Assert.Equal("lost", await bench.DispositionAsync("run"));
    }

    /// <summary>A result whose last worker lost its lease.</summary>
    /// <param name="late">Whether the result arrived after the timeout.</param>
    private async Task<SeededGeneration> ExpiredAsync(bool late, int expiries)
    {
        var state = $"lease_expiries = {expiries}, {WorkbenchRows.ExpiredLease}";
        if (late)
            return await LateAsync(state, $"run{expiries}");
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"{ResultOf($"run{expiries}")}, status = 'storing', {state}");
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
        await bench.SetAsync(seeded, $"{TimedOut}, {ResultOf(run)}, {state}");
        return seeded;
    }

    private static string ResultOf(string run) =>
        $$"""
        result_run = '{{run}}', result_status = 'succeeded',
            result_payload = '{"id":"{{run}}","status":"succeeded"}'
        """;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
