using System.Text;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

[Collection<OnTheWorkbench>]
public sealed class PoisonedMessageTests(Workbench bench) : IAsyncLifetime
{
    private const string Queue = StudioQueues.PredictionCompletions;
    private const string UsedUp =
        """
        status = 'storing', storing_tries = 6, result_run = 'run', result_status = 'succeeded',
            result_at = now() - interval '71 minutes'
        """;

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("not json", "unreadable")]
    [InlineData(
        """{"v":2,"predictionId":"0190a8f0-0000-7000-8000-000000000001"}""", "version 2 is newer than this app")]
    [InlineData("""{"v":7}""", "version 7 is newer than this app")]
    [InlineData("""{"v":1}""", "unreadable")]
    [InlineData("", "unreadable")]
    public async Task An_unreadable_message_is_kept_with_the_reason(string body, string reason)
    {
        await bench.Engine.Get<HandlePoisonMessage>().RunAsync(Queue, Encoding.UTF8.GetBytes(body), default);

        Assert.Equal($"{Queue}|{body}|{reason}", await bench.Engine.QueryAsync<string>(
            "select concat_ws('|', queue, convert_from(body, 'UTF8'), reason) from rejected_messages"));
    }

    [Theory]
    [InlineData("attempt = 0")]
    [InlineData("status = 'starting', lease_expiries = 3")]
    [InlineData("status = 'running', upstream_id = 'run'")]
    [InlineData("status = 'storing', storing_tries = 5, lease_expiries = 2")]
    [InlineData(
        "status = 'storing', storing_tries = 40, result_run = 'run', result_status = 'succeeded', result_at = now()")]
    [InlineData(
        """
        status = 'storing', storing_tries = 40, result_run = 'run', result_status = 'succeeded',
            result_at = now() - interval '69 minutes'
        """)]
    [InlineData(UsedUp + ", " + WorkbenchRows.LiveLease)]
    [InlineData("status = 'succeeded', finished_at = now(), storing_tries = 6")]
    public async Task A_poison_message_leaves_a_row_unchanged_that_can_still_end(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);
        var before = await bench.SnapshotAsync();

        await SettleAsync(seeded);

        Assert.Equal(before, await bench.SnapshotAsync());
    }

    [Theory]
    [InlineData(UsedUp)]
    [InlineData("status = 'storing', lease_expiries = 3, " + WorkbenchRows.ExpiredLease)]
    public async Task Storing_whose_tries_are_exhausted_fails_and_releases_the_hold(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);

        await SettleAsync(seeded);

        Assert.Equal("failed: storage_failed", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_message_of_a_deleted_prediction_is_dropped()
    {
        var seeded = await bench.SeedAsync();
        var before = await bench.SnapshotAsync();

        await SettleAsync(seeded with { Predictions = [Guid.NewGuid()] });

        Assert.Equal(before, await bench.SnapshotAsync());
        Assert.Equal(0, await bench.Engine.QueryAsync<int>("select count(*) from rejected_messages"));
    }

    private Task SettleAsync(SeededGeneration seeded) =>
        bench.Engine.Get<HandlePoisonMessage>().RunAsync(
            Queue, new PredictionMessage(PredictionMessage.CurrentVersion, seeded.PredictionId, 1).ToBytes(), default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
