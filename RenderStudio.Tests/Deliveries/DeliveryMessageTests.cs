using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Generations;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>The messages about endpoints, in a queue that no other test uses at the same time.</summary>
[Collection<OnTheWorkbench>]
public sealed class DeliveryMessageTests(Workbench bench, Services services) : IAsyncLifetime
{
    private Engine engine = null!;
    private DeliveryBench deliveries = null!;
    private OwnersServer server = null!;
    private Guid owner;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        engine = await bench.AnotherEngineAsync(
            ("Deliveries:AllowLoopback", "true"), ("Deliveries:MaxParallelPerOwner", "1"));
        deliveries = new DeliveryBench(services).On(engine);
        server = await OwnersServer.StartAsync();
        owner = await deliveries.OwnerAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_test_event_and_a_replay_send_a_message_each()
    {
        var endpoint = await EndpointAsync();
        var delivery = await deliveries.TestEventAsync(owner, endpoint);
        await engine.Get<ReplayDelivery>().RunAsync(endpoint, delivery.Id, new(owner), default);

        Assert.Equal([endpoint, endpoint], await VisibleAsync());
    }

    [Fact]
    public async Task A_canceled_generation_sends_a_message_to_each_endpoint_of_its_owner()
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        var endpoint = (await deliveries.EndpointAsync(seeded.OwnerId, server.Url)).Endpoint.Id;

        await engine.Get<CancelGeneration>().RunAsync(seeded.Id, new(seeded.OwnerId), default);

        Assert.Equal([endpoint], await VisibleAsync());
    }

    [Fact]
    public async Task A_failed_first_try_sends_a_message_that_is_visible_after_the_wait()
    {
        var endpoint = await EndpointAsync();
        await deliveries.TestEventAsync(owner, endpoint);
        await bench.ClearQueuesAsync();
        server.Respond(500);

        await deliveries.SendAsync(endpoint);

        Assert.Equal((0, 1), ((await VisibleAsync()).Count, await CountAsync()));
    }

    [Fact]
    public async Task A_message_without_a_free_place_is_sent_again()
    {
        var (first, second) = (await EndpointAsync(), await EndpointAsync());
        await deliveries.TestEventAsync(owner, first);
        await deliveries.TestEventAsync(owner, second);
        await bench.ClearQueuesAsync();
        var free = new TaskCompletionSource();
        server.Answer = (_, _) => free.Task;
        var holding = deliveries.SendAsync(first);
        await server.ReceivesAsync(1);

        await deliveries.SendAsync(second);

        Assert.Single(server.Received);
        Assert.Equal(0, Assert.Single(await deliveries.DeliveriesAsync(owner, second)).Attempts);
        Assert.Equal(1, await CountAsync());
        free.SetResult();
        await holding;
        await deliveries.SendAsync(second);
        Assert.Equal(2, server.Received.Length);
    }

    [Fact]
    public async Task Many_deliveries_of_an_endpoint_are_sent_by_several_messages()
    {
        var endpoint = await EndpointAsync();
        for (var number = 0; number < 25; number++)
            await deliveries.TestEventAsync(owner, endpoint);
        await bench.ClearQueuesAsync();

        await deliveries.SendAsync(endpoint);
        Assert.Equal((20, 1), (server.Received.Length, await CountAsync()));
        await deliveries.SendAsync(endpoint);

        Assert.Equal((25, 1), (server.Received.DistinctBy(one => one.Id).Count(), await CountAsync()));
    }

    [Fact]
    public async Task An_event_that_is_written_while_the_last_one_is_sent_is_sent_without_the_reconciler()
    {
        var endpoint = await EndpointAsync();
        await deliveries.TestEventAsync(owner, endpoint);
        await bench.ClearQueuesAsync();
        server.Answer = async (_, _) =>
        {
            if (server.Received.Length == 1)
                await deliveries.TestEventAsync(owner, endpoint);
        };

        await deliveries.SendAsync(endpoint);
        while ((await VisibleAsync()).Count > 0)
        {
            await bench.ClearQueuesAsync();
            await deliveries.SendAsync(endpoint);
        }

        Assert.Equal(2, server.Received.Length);
    }

    [Fact]
    public async Task The_reconciler_sends_the_message_of_an_overdue_delivery_and_ends_one_without_tries_left()
    {
        var (endpoint, used, disabled, fresh) =
            (await EndpointAsync(), await EndpointAsync(), await EndpointAsync(), await EndpointAsync());
        foreach (var one in (Guid[])[endpoint, used, disabled, fresh])
            await deliveries.TestEventAsync(owner, one);
        await bench.ClearQueuesAsync();
        await engine.ExecuteAsync(
            """
            update deliveries set next_try_at = now() - interval '1 minute' where endpoint_id <> @fresh;
            update deliveries set next_try_at = now() + interval '1 hour' where endpoint_id = @fresh;
            update deliveries set attempts = 8 where endpoint_id = @used;
            update webhook_endpoints set disabled_at = now(), disabled_reason = 'owner' where id = @disabled
            """, new { fresh, used, disabled });

        Assert.Equal(1, await engine.Get<RepairDeliveries>().RunOnceAsync(default));

        Assert.Equal([endpoint], await VisibleAsync());
        var ended = Assert.Single(await deliveries.DeliveriesAsync(owner, used));
        Assert.Equal(("failed", "interrupted"), (ended.Status, ended.Error));
    }

    private QueueClient Queue => engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.Deliveries);

    private async Task<Guid> EndpointAsync() => (await deliveries.EndpointAsync(owner, server.Url)).Endpoint.Id;

    /// <summary>The endpoints that the visible messages name.</summary>
    private async Task<IReadOnlyList<Guid>> VisibleAsync()
    {
        PeekedMessage[] messages = await Queue.PeekMessagesAsync(32);
        return [.. messages.Select(message => DeliveryMessage.TryRead(message.Body)!.EndpointId)];
    }

    private async Task<int> CountAsync() => (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;
}
