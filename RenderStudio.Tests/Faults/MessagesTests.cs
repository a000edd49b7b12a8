using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

[Collection<OnTheFaultyEngine>]
public sealed class MessagesTests(FaultyEngine bench) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    public async ValueTask DisposeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_retry_of_a_prediction_that_has_ended_is_found_by_the_audit_until_it_is_drained()
    {
        var messages = new Messages(bench);
        var generation = await new Walk(bench, webhooks: true).RunAsync();
        var prediction = await bench.Engine.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation });
        await bench.Engine.Get<PredictionQueues>().EnqueueAsync(
            PredictionMessage.Completion(prediction, 1), default, after: TimeSpan.FromSeconds(2));
        var audit = new Audit(bench.Database, bench.Blobs, bench.Queues, bench.Upstream)
        {
            MessageTurn = TimeSpan.Zero,
        };
        Assert.Equal(1, await messages.CountAsync());

        var found = await Assert.ThrowsAsync<StormException>(() => audit.RunAsync([generation]));
        Assert.Contains($"\n  {StudioQueues.PredictionCompletions}: ", found.Message);

        await messages.DrainAsync();
        await audit.RunAsync([generation]);
    }
}
