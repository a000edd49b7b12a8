using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Deliveries;

/// <summary>The events that the transactions of results write.</summary>
public sealed class OutboxTests(DeliveryBench bench) : IClassFixture<DeliveryBench>
{
    private static readonly Uri Url = new("http://127.0.0.1:9/hook");

    private readonly Engine engine = bench.Engine;

    [Fact]
    public async Task A_delivered_generation_writes_one_event_per_variant_and_its_end()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 2);
        var endpoint = await EndpointAsync(seeded);

        await DeliverAsync(seeded, SolidPicture.Png(10, 200, 90), SolidPicture.Png(200, 10, 90));

        var deliveries = await bench.DeliveriesAsync(seeded.OwnerId, endpoint);
        Assert.Equal(
            ["generation.succeeded", "variant.ready", "variant.ready"], deliveries.Select(one => one.Type).Order());
        Assert.Equal(
            [$"{seeded.Id} {seeded.RenderId} 0", $"{seeded.Id} {seeded.RenderId} 1"],
            deliveries.Where(one => one.Type == "variant.ready").Select(one => string.Join(' ',
                one.Data.GetProperty("generationId"), one.Data.GetProperty("renderId"), one.Data.GetProperty("index")))
                .Order());
        var end = deliveries.Single(one => one.Type == "generation.succeeded").Data;
        Assert.Equal(["generationId", "renderId"], end.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(3, deliveries.Select(one => one.EventId).Distinct().Count());
        Assert.All(deliveries, one => Assert.Equal(("pending", 0), (one.Status, one.Attempts)));
    }

    [Fact]
    public async Task A_failed_generation_writes_its_code()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded);

        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed", "out of memory");
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        var failed = Assert.Single(await bench.DeliveriesAsync(seeded.OwnerId, endpoint));
        Assert.Equal("generation.failed", failed.Type);
        Assert.Equal("provider_failed", failed.Data.GetProperty("code").GetString());
        Assert.False(failed.Data.TryGetProperty("renderId", out _));
    }

    [Fact]
    public async Task A_canceled_generation_writes_its_end_once()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded);

        await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new(seeded.OwnerId), default);
        await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new(seeded.OwnerId), default);

        Assert.Equal(
            ["generation.canceled"],
            (await bench.DeliveriesAsync(seeded.OwnerId, endpoint)).Select(one => one.Type));
    }

    [Fact]
    public async Task A_late_success_writes_an_event_after_that_of_the_failure()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded, "generation.succeeded", "generation.failed");
        await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            var prediction = (await PredictionStore.LockAsync(connection, seeded.PredictionId))!;
            await PredictionEnd.FailAsync(connection, prediction, FailureCode.TimedOut);
        }, default);

        await DeliverAsync(seeded, SolidPicture.Png(10, 200, 90));

        Assert.Equal(
            ["generation.failed", "generation.succeeded"],
            (await bench.DeliveriesAsync(seeded.OwnerId, endpoint)).Select(one => one.Type));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_writes_no_event()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
            {
                var prediction = (await PredictionStore.LockAsync(connection, seeded.PredictionId))!;
                await PredictionEnd.FailAsync(connection, prediction, FailureCode.Internal);
                throw new InvalidOperationException("The transaction ends here.");
            }, default));

        Assert.Empty(await bench.DeliveriesAsync(seeded.OwnerId, endpoint));
    }

    [Fact]
    public async Task Only_enabled_endpoints_of_the_owner_that_subscribe_to_the_type_receive_an_event()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var subscribed = await EndpointAsync(seeded, "generation.succeeded");
        var second = await EndpointAsync(seeded, "generation.succeeded", "variant.ready");
        var others = await EndpointAsync(seeded, "generation.failed");
        var disabled = await EndpointAsync(seeded);
        await engine.Get<EndpointStore>().ChangeAsync(disabled, seeded.OwnerId, new() { Enabled = false }, default);
        var stranger = await bench.OwnerAsync();
        var foreign = (await bench.EndpointAsync(stranger, Url)).Endpoint.Id;

        await DeliverAsync(seeded, SolidPicture.Png(10, 200, 90));

        var (one, two) = (await bench.DeliveriesAsync(seeded.OwnerId, subscribed),
            await bench.DeliveriesAsync(seeded.OwnerId, second));
        Assert.Equal("generation.succeeded", Assert.Single(one).Type);
        Assert.Equal(2, two.Count);
        Assert.Contains(two, delivery => delivery.EventId == one[0].EventId);
        Assert.Empty(await bench.DeliveriesAsync(seeded.OwnerId, others));
        Assert.Empty(await bench.DeliveriesAsync(seeded.OwnerId, disabled));
        Assert.Empty(await bench.DeliveriesAsync(stranger, foreign));
    }

    [Fact]
    public async Task An_endpoint_that_is_deleted_while_a_result_is_written_makes_no_result_fail()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded);
        var database = engine.Get<StudioDatabase>();
        var result = Task.CompletedTask;

        await database.InTransactionAsync(async connection =>
        {
            await ErasedEndpointStore.RemoveAsync(connection, seeded.OwnerId, default);
            result = database.InTransactionAsync(async other =>
            {
                var prediction = (await PredictionStore.LockAsync(other, seeded.PredictionId))!;
                await PredictionEnd.FailAsync(other, prediction, FailureCode.Internal);
            }, default);
            await Eventually.BecomesTrueAsync(async () => await engine.QueryAsync<bool>(
                """
                select exists (select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock'
                        and query like '%insert into deliveries%')
                """));
        }, default);
        await result;

        Assert.Equal(
            "failed", await engine.QueryAsync<string>("select status from generations where id = @Id", seeded));
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*)::int from deliveries where endpoint_id = @endpoint", new { endpoint }));
    }

    [Fact]
    public async Task An_endpoint_is_deleted_after_a_result_that_is_being_written()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var endpoint = await EndpointAsync(seeded);
        var deleting = Task.CompletedTask;

        await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            var prediction = (await PredictionStore.LockAsync(connection, seeded.PredictionId))!;
            await PredictionEnd.FailAsync(connection, prediction, FailureCode.Internal);
            deleting = engine.Get<DeleteEndpoint>().RunAsync(endpoint, new(seeded.OwnerId), default);
        }, default);
        await deleting;

        Assert.Empty(await bench.DeliveriesAsync(seeded.OwnerId, endpoint));
    }

    [Fact]
    public async Task The_messages_of_a_generation_name_each_endpoint_without_a_try()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var first = await EndpointAsync(seeded);
        var second = await EndpointAsync(seeded, "generation.canceled");
        await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new(seeded.OwnerId), default);
        var due = engine.Get<DueEndpointStore>();

        Assert.Equal(
            new[] { first, second }.Order(), (await due.OfGenerationAsync(seeded.PredictionId, default)).Order());
        await bench.SendAsync(first);
        Assert.Equal([second], await due.OfGenerationAsync(seeded.Id, default));
    }

    private async Task<Guid> EndpointAsync(SeededGeneration seeded, params string[] events) =>
        (await bench.EndpointAsync(seeded.OwnerId, Url, events)).Endpoint.Id;

    private async Task DeliverAsync(SeededGeneration seeded, params string[] pictures)
    {
        await CompletionTests.ApplySuccessAsync(engine, seeded, pictures);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
    }
}
