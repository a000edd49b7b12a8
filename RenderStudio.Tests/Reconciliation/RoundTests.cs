using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Complete reconciler rounds: the rows that they leave unchanged, and two concurrent rounds.</summary>
[Collection<OnTheWorkbench>]
public sealed class RoundTests(Workbench bench) : IAsyncLifetime
{
    private const string Result = "result_run = 'run', result_status = 'succeeded'";

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("status = 'starting', attempt = 1, " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'storing', " + Result + ", " + WorkbenchRows.LiveLease)]
    [InlineData("not_before = now() + interval '1 minute'")]
    [InlineData(WorkbenchRows.SearchRunning)]
    [InlineData("status = 'succeeded', finished_at = now(), " + Result)]
    [InlineData("status = 'failed', failure_code = 'internal', finished_at = now(), " + Result)]
    [InlineData("status = 'failed', failure_code = 'timed_out', finished_at = now()")]
    [InlineData("status = 'canceled', finished_at = now()")]
    public async Task A_round_leaves_leased_waiting_and_ended_rows_unchanged(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);
        await bench.EndAsync(seeded);

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task A_young_row_is_left_to_its_own_message()
    {
        await bench.SeedAsync();

        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task An_expired_lease_is_reaped_before_its_row_is_due()
    {
        var seeded = await AddAsync($"status = 'storing', {Result}, {WorkbenchRows.ExpiredLease}");
        await bench.Engine.ExecuteAsync(
            "update predictions set next_check_at = now() + interval '1 hour' where id = @PredictionId", seeded);

        await bench.ReconcileAsync();

        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null and lease_expiries = 1"));
    }

    [Fact]
    public async Task Two_concurrent_rounds_do_no_more_than_one()
    {
        var unstarted = await AddAsync("attempt = 0");
        var searched = await AddAsync(WorkbenchRows.SearchEnded);
        var overdue = await AddAsync("status = 'running', upstream_id = 'a', accepted_at = now() - interval '1 hour'");
        var storing = await AddAsync($"status = 'storing', {WorkbenchRows.ExpiredLease}");
        var late = await AddAsync("created_at = now() - interval '1 day'");

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
    public async Task A_row_that_is_locked_by_a_writer_does_not_block_a_round()
    {
        var busy = await AddAsync("attempt = 0");
        var stuck = await AddAsync("attempt = 0");
        await using var writer = await bench.Engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var writing = await writer.BeginTransactionAsync();
        await writer.ExecuteAsync("select from predictions where id = @PredictionId for update", busy);

        await bench.ReconcileAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([stuck.PredictionId], await StartsAsync());
    }

    [Fact]
    public async Task The_repairs_of_a_round_are_counted()
    {
        using var counted = new Counted(bench.Engine, "render_studio.repairs");
        await AddAsync("attempt = 0");
        await AddAsync("created_at = now() - interval '1 day'");

        await bench.ReconcileAsync();

        Assert.Equal(["FailUnaccepted", "SendStart"], counted.Tags("kind"));
    }

    [Fact]
    public async Task A_second_round_finds_nothing_to_do()
    {
        await AddAsync("attempt = 0");
        await AddAsync($"status = 'storing', {Result}, {WorkbenchRows.ExpiredLease}");
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

    private async Task<SeededGeneration> AddAsync(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);
        return seeded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
