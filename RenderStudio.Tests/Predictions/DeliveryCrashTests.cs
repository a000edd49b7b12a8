using System.Text;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>A delivery, a crash while it is applied, and the repeated delivery that Replicate sends.</summary>
[Collection<OnTheWorkbench>]
public sealed class DeliveryCrashTests(Workbench bench) : IAsyncLifetime
{
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        engine = await bench.AnotherEngineAsync(("Replicate:WebhookMode", "token"));
    }

    [Fact]
    public async Task A_crash_before_the_commit_writes_nothing_and_the_repeated_delivery_is_applied()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await Assert.ThrowsAsync<IOException>(() => engine.Get<StudioDatabase>().InTransactionAsync<int>(
            async connection =>
            {
                await engine.Get<ApplyRunUpdate>().RunAsync(
                    connection, seeded.PredictionId, 1, ReplicatePrediction.Parse(Body(seeded)), SeenBy.Delivery);
                throw new IOException("The instance crashed.");
            }, default));
        Assert.Equal("pending 0 0", await StateAsync(seeded));

        Assert.False((await DeliverAsync(seeded)).Duplicate);

        Assert.Equal("pending 1 1", await StateAsync(seeded));
        Assert.Equal([seeded.PredictionId], await MessagesAsync());
    }

    [Fact]
    public async Task A_crash_after_the_commit_loses_the_message_and_the_repeated_delivery_sends_it()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            var upstream = ReplicatePrediction.Parse(Body(seeded));
            await engine.Get<ApplyRunUpdate>().RunAsync(connection, seeded.PredictionId, 1, upstream, SeenBy.Delivery);
            await DeliveryStore.RecordAsync(
                connection, Id(seeded), seeded.PredictionId, 1, upstream.Id, upstream.StatusText);
        }, default);
        Assert.Empty(await MessagesAsync());

        Assert.True((await DeliverAsync(seeded)).Duplicate);

        Assert.Equal("pending 1 2", await StateAsync(seeded));
        Assert.Equal([seeded.PredictionId], await MessagesAsync());
    }

    [Fact]
    public async Task Concurrent_copies_count_as_one_delivery()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);

        await InOrder.RunAsync(engine, seeded,
            () => DeliverAsync(seeded), () => DeliverAsync(seeded), () => DeliverAsync(seeded));
        Assert.Equal("pending 1 3", await StateAsync(seeded));

        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        var before = (await MessagesAsync()).Count;
        Assert.True((await DeliverAsync(seeded)).Duplicate);

        Assert.Equal("succeeded 1 4", await StateAsync(seeded));
        Assert.Equal(before, (await MessagesAsync()).Count);
    }

    private async Task<WebhookReceipt> DeliverAsync(SeededGeneration seeded)
    {
        var token = engine.Get<WebhookAddress>().Token(seeded.PredictionId, 1);
        var taken = await engine.Get<ReceiveWebhook>().RunAsync(new()
        {
            Id = Id(seeded),
            PredictionId = $"{seeded.PredictionId}",
            Attempt = "1",
            Token = token,
            Body = Body(seeded),
        }, default);
        Assert.False(taken.Failed(out _, out var receipt));
        return receipt;
    }

    private static string Id(SeededGeneration seeded) => $"msg-{seeded.Id:n}";

    private static byte[] Body(SeededGeneration seeded) => Encoding.UTF8.GetBytes(
        $$"""{"id":"{{seeded.Run("a")}}","status":"succeeded","output":["{{SolidPicture.Png(1, 2, 3)}}"]}""");

    /// <summary>The status of the prediction, its runs, and the number of its stored deliveries.</summary>
    private Task<string> StateAsync(SeededGeneration seeded) => engine.QueryAsync<string>(
        """
        select concat_ws(' ', status, (select count(*) from upstream_runs where prediction_id = p.id),
            (select coalesce(sum(copies), 0) from webhook_deliveries where prediction_id = p.id))
        from predictions p where id = @PredictionId
        """, seeded);

    private Task<IReadOnlyList<Guid>> MessagesAsync() => bench.MessagesAsync(StudioQueues.PredictionCompletions);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
