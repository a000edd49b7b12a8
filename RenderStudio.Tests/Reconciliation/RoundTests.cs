using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Whole rounds of reconciling: what they leave alone, and what two of them do at once.</summary>
[Collection<OnTheWorkbench>]
public sealed class RoundTests(Workbench bench) : IAsyncLifetime
{
    private const string Result = "result_run = 'run', result_status = 'succeeded'";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("status = 'starting', attempt = 1, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'storing', " + Result + ", " + WorkbenchRows.LiveLease)]
    [InlineData("not_before = now() + interval '1 minute'")]
    [InlineData(WorkbenchRows.SearchedBriefly)]
    [InlineData("status = 'succeeded', finished_at = now(), " + Result)]
    [InlineData("status = 'failed', failure_code = 'internal', finished_at = now(), " + Result)]
    [InlineData("status = 'failed', failure_code = 'timed_out', finished_at = now()")]
    [InlineData("status = 'canceled', finished_at = now()")]
    public async Task What_somebody_holds_what_waits_and_what_is_over_is_left_alone(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, state);
        await bench.EndAsync(seeded);

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task What_is_young_is_left_to_its_own_message()
    {
        await bench.SeedAsync();

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_reaped_before_its_row_is_due()
    {
        var seeded = await PutAsync($"status = 'storing', {Result}, {WorkbenchRows.DeadLease}");
        await bench.Engine.ExecuteAsync(
            "update predictions set next_check_at = now() + interval '1 hour' where id = @PredictionId", seeded);

        await bench.ReconcileAsync();

        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null and lease_expiries = 1"));
    }

    [Fact]
    public async Task Two_rounds_at_once_do_no_more_than_one()
    {
        var unstarted = await PutAsync("attempt = 0");
        var searched = await PutAsync(WorkbenchRows.SearchedLong);
        var overdue = await PutAsync("status = 'running', upstream_id = 'a', accepted_at = now() - interval '1 hour'");
        var storing = await PutAsync($"status = 'storing', {WorkbenchRows.DeadLease}");
        var late = await PutAsync("created_at = now() - interval '1 day'");

        await Task.WhenAll(bench.ReconcileAsync(), bench.ReconcileAsync(), bench.ReconcileAsync());

        Assert.Single(await StartsAsync(), unstarted.PredictionId);
        Assert.Single(await StartsAsync(), searched.PredictionId);
        Assert.Single(await CompletionsAsync(), storing.PredictionId);
        Assert.Equal(1, await bench.ReadAsync<int>(searched, "attempt"));
        Assert.Equal("pending", await bench.StatusAsync(searched));
        Assert.Equal("failed: timed_out", await bench.OutcomeAsync(overdue));
        Assert.Equal(1, await bench.ReadAsync<int>(storing, "lease_expiries"));
        Assert.Equal("failed: provider_unavailable", await bench.OutcomeAsync(late));
        Assert.Equal(2, await bench.Engine.QueryAsync<int>(
            "select count(*) from credit_entries where kind = 'release'"));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(overdue));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(late));
    }

    [Fact]
    public async Task A_row_that_somebody_is_writing_holds_no_round_up()
    {
        var busy = await PutAsync("attempt = 0");
        var stuck = await PutAsync("attempt = 0");
        await using var writer = await bench.Engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var writing = await writer.BeginTransactionAsync();
        await writer.ExecuteAsync("select from predictions where id = @PredictionId for update", busy);

        await bench.ReconcileAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([stuck.PredictionId], await StartsAsync());
    }

    [Fact]
    public async Task What_a_round_repaired_is_counted()
    {
        using var counted = new Counted(bench.Engine, "render_studio.repairs");
        await PutAsync("attempt = 0");
        await PutAsync("created_at = now() - interval '1 day'");

        await bench.ReconcileAsync();

        Assert.Equal(["FailUnaccepted", "SendStart"], counted.Tags("kind"));
    }

    [Fact]
    public async Task A_round_after_a_round_finds_nothing_to_do()
    {
        await PutAsync("attempt = 0");
        await PutAsync($"status = 'storing', {Result}, {WorkbenchRows.DeadLease}");
        await bench.ReconcileAsync();

        await AssertUntouchedAsync();
    }

    private async Task AssertUntouchedAsync()
    {
        var before = await bench.SnapshotAsync();
        var (starts, completions) = (await StartsAsync(), await CompletionsAsync());

        Assert.Equal(0, (await bench.ReconcileAsync()).Total);

        Assert.Equal(before, await bench.SnapshotAsync());
        Assert.Equal(starts, await StartsAsync());
        Assert.Equal(completions, await CompletionsAsync());
    }

    private Task<IReadOnlyList<Guid>> StartsAsync() => bench.MessagesAsync(StudioQueues.PredictionStarts);

    private Task<IReadOnlyList<Guid>> CompletionsAsync() => bench.MessagesAsync(StudioQueues.PredictionCompletions);

    private async Task<SeededGeneration> PutAsync(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.PutAsync(seeded, state);
        return seeded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
