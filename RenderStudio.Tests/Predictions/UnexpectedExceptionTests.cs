using Azure.Storage.Queues;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>After an unexpected exception, the worker returns the lease immediately and the work is retried.</summary>
[Collection<OnTheWorkbench>]
public sealed class UnexpectedExceptionTests(Workbench bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_start_that_fails_before_it_sends_anything_waits_and_counts_no_lease_expiry()
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync("update generations set model = 'gone/away' where id = @Id", seeded);

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => bench.StartAsync(seeded));

        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(
            seeded, "lease_token is null and lease_expiries = 0 and sent_at is null and not_before > now()"));
        Assert.Empty(await bench.RunsAsync(seeded));
    }

    [Fact]
    public async Task A_start_that_is_canceled_during_its_preparation_returns_its_lease_too()
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, "lease_expiries = 1");
        var other = new TaskCompletionSource<int>();
        var ended = bench.Engine.Get<ExclusiveWorkGate>().RunAsync(exclusive: false, () => other.Task, default);
        using var deadline = new CancellationTokenSource();

        var start = bench.Engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, deadline.Token);
        await Eventually.BecomesAsync(() => bench.StatusAsync(seeded), status => status == "starting");
        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        other.SetResult(0);
        await ended;

        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null and lease_expiries = 1"));
    }

    [Fact]
    public async Task Storing_that_throws_returns_its_lease_and_is_retried_later()
    {
        var seeded = await StoredAsync();
        await bench.Engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");
        try
        {
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => bench.CompleteAsync(seeded));
        }
        finally
        {
            await bench.Engine.ExecuteAsync("alter table variant_files_gone rename to variant_files");
        }

        Assert.True(await bench.ReadAsync<bool>(
            seeded, "status = 'storing' and lease_token is null and lease_expiries = 0 and storing_tries = 1"));
        await bench.CompleteAsync(seeded);
        Assert.Equal("storing", await bench.OutcomeAsync(seeded));

        await bench.SetAsync(seeded, "not_before = now()");
        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task Each_retry_of_storing_waits_twice_as_long_up_to_sixteen_times()
    {
        var seeded = await StoredAsync();
        await bench.Engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");
        try
        {
            foreach (var (tries, seconds) in ((int, double)[])[(0, 5), (1, 10), (2, 20), (3, 40), (4, 80), (6, 80)])
            {
                await bench.SetAsync(seeded, $"storing_tries = {tries}, not_before = now()");
                var before = await NowAsync();
                await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => bench.CompleteAsync(seeded));
                var until = await bench.ReadAsync<DateTime>(seeded, "not_before");
                Assert.InRange(seconds, (until - await NowAsync()).TotalSeconds, (until - before).TotalSeconds);
            }
        }
        finally
        {
            await bench.Engine.ExecuteAsync("alter table variant_files_gone rename to variant_files");
        }
    }

    [Fact]
    public async Task The_message_of_a_storing_retry_is_invisible_until_it_is_due()
    {
        var seeded = await StoredAsync();
        await bench.SetAsync(seeded, "storing_tries = 4");
        await bench.Engine.ExecuteAsync("alter table variant_files rename to variant_files_gone");
        await Record.ExceptionAsync(() => bench.CompleteAsync(seeded));
        await bench.Engine.ExecuteAsync("alter table variant_files_gone rename to variant_files");

        var queue = bench.Engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.PredictionCompletions);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    [Fact]
    public async Task A_storing_retry_waits_its_time_regardless_of_the_number_of_messages()
    {
        var seeded = await StoredAsync();
        await bench.SetAsync(seeded, "status = 'storing', storing_tries = 1, not_before = now() + interval '1 minute'");

        for (var message = 0; message < 5; message++)
            await bench.CompleteAsync(seeded);

        Assert.True(await bench.ReadAsync<bool>(seeded, "storing_tries = 1 and lease_token is null"));
    }

    [Fact]
    public async Task The_reconciler_checks_a_row_with_a_returned_lease_when_its_message_is_lost()
    {
        var seeded = await StoredAsync();
        await bench.SetAsync(seeded, "status = 'storing', storing_tries = 1");

        await bench.ReconcileAsync();

        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionCompletions));
    }

    private Task<DateTime> NowAsync() => bench.Engine.QueryAsync<DateTime>("select clock_timestamp()");

    private async Task<SeededGeneration> StoredAsync()
    {
        var seeded = await bench.SeedAsync();
        await CompletionTests.ApplySuccessAsync(bench.Engine, seeded, SolidPicture.Png(1, 2, 3));
        return seeded;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
