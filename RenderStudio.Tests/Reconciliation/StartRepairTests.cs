using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Repairs of predictions without a recorded acceptance by Replicate.</summary>
[Collection<OnTheWorkbench>]
public sealed class StartRepairTests(Workbench bench) : IAsyncLifetime
{
    private const string LongAgo = "created_at = now() - interval '2 hours'";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_lost_start_message_is_sent_again()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded);

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "next_check_at > now()"));
    }

    [Fact]
    public async Task A_start_that_is_not_due_gets_no_message()
    {
        await bench.SetAsync(await bench.SeedAsync(), "not_before = now() + interval '1 minute'");

        await bench.ReconcileAsync();

        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
    }

    [Fact]
    public async Task A_starter_that_crashes_after_the_acceptance_causes_no_second_run()
    {
        var seeded = await bench.SeedAsync(new { acceptThenDropRate = 1, coldBootMs = 600_000 });
        await bench.StartAsync(seeded);
        await bench.SetAsync(seeded, WorkbenchRows.ExpiredLease);

        await bench.ReconcileAsync();

        Assert.Equal("queued", await bench.OutcomeAsync(seeded));
        Assert.Equal(
            (string?)Assert.Single(await bench.RunsAsync(seeded))["id"],
            await bench.ReadAsync<string>(seeded, "upstream_id"));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null"));
    }

    [Fact]
    public async Task A_run_that_finished_before_it_was_found_is_completed()
    {
        var seeded = await bench.SeedAsync(new { acceptThenDropRate = 1 });
        await bench.StartAsync(seeded);
        await bench.Replicate.BecomesAsync((string)Assert.Single(await bench.RunsAsync(seeded))["id"]!, "succeeded");

        await bench.ReconcileAsync();
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));

        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_search_without_a_match_makes_a_new_attempt()
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000 });
        await bench.SetAsync(seeded, WorkbenchRows.SearchEnded);

        await bench.ReconcileAsync();

        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.NotNull(await bench.StartAsync(seeded));
        Assert.Equal(2, await bench.ReadAsync<int>(seeded, "attempt"));
    }

    [Fact]
    public async Task A_cancel_that_waited_for_the_search_takes_effect_when_nothing_is_found()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, WorkbenchRows.SearchEnded + ", cancel_requested_at = now()");

        await bench.ReconcileAsync();

        Assert.Equal("canceled", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task The_last_lease_expiry_of_a_starter_counts_only_after_the_search()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(
            seeded, $"{WorkbenchRows.SearchRunning}, {WorkbenchRows.ExpiredLease}, lease_expiries = 2");

        await bench.ReconcileAsync();
        Assert.Equal("starting", await bench.StatusAsync(seeded));
        Assert.Equal(3, await bench.ReadAsync<int>(seeded, "lease_expiries"));

        await bench.SetAsync(seeded, WorkbenchRows.SearchEnded);
        await bench.ReconcileAsync();
        Assert.Equal("failed: internal", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_starter_that_crashes_before_it_sends_anything_needs_no_search()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"status = 'starting', attempt = 1, {WorkbenchRows.ExpiredLease}");

        await bench.ReconcileAsync();

        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.Equal(1, await bench.ReadAsync<int>(seeded, "lease_expiries"));
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionStarts));
    }

    [Theory]
    [InlineData("59 minutes", "pending")]
    [InlineData("60 minutes", "failed: provider_unavailable")]
    public async Task A_start_can_wait_an_hour_for_acceptance(string age, string outcome)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"created_at = now() - interval '{age}'");

        await bench.ReconcileAsync();

        Assert.Equal(outcome, await bench.OutcomeAsync(seeded));
    }

    [Theory]
    [InlineData("9 minutes", null)]
    [InlineData("10 minutes", "timed_out")]
    public async Task An_accepted_run_times_out_after_ten_minutes(string age, string? code)
    {
        var seeded = await bench.SeedAsync(new { coldBootMs = 600_000 });
        await bench.StartAsync(seeded);
        await bench.SetAsync(
            seeded, $"created_at = now() - interval '59 minutes', accepted_at = now() - interval '{age}'");

        await bench.ReconcileAsync();

        Assert.Equal(code, await bench.ReadAsync<string?>(seeded, "failure_code"));
    }

    [Theory]
    [InlineData("attempt = 3")]
    [InlineData(WorkbenchRows.SearchEnded)]
    public async Task A_start_that_Replicate_does_not_accept_in_time_fails(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, $"{state}, {LongAgo}");

        await bench.ReconcileAsync();

        Assert.Equal("failed: provider_unavailable", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_start_with_an_open_run_is_not_overdue()
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync(
            """
            insert into upstream_runs (upstream_id, prediction_id, attempt, upstream_status, seen_by)
            values ('open', @PredictionId, 1, 'processing', 'delivery')
            """, seeded);
        await bench.SetAsync(seeded, $"attempt = 3, {LongAgo}");

        await bench.ReconcileAsync();

        Assert.Equal("pending", await bench.OutcomeAsync(seeded));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
