using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Deliveries;

/// <summary>
/// An engine that accepts endpoints on this machine. Nothing runs by itself here, so that a test observes each step
/// separately; tests are isolated by owner.
/// </summary>
public sealed class DeliveryBench(Services services) : IAsyncLifetime
{
    public Engine Engine { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Engine = await AnotherEngineAsync();

    /// <summary>Another engine with its own database.</summary>
    public Task<Engine> AnotherEngineAsync(params (string Key, string Value)[] settings) =>
        AnotherEngineAsync(_ => { }, settings);

    /// <param name="adjust">Called after all of Core is registered.</param>
    /// <param name="settings">As above.</param>
    public Task<Engine> AnotherEngineAsync(
        Action<IServiceCollection> adjust, params (string Key, string Value)[] settings) =>
        Engine.StartAsync(services, adjust, [("Deliveries:AllowLoopback", "true"), .. settings]);

    /// <summary>The same operations on another engine.</summary>
    public DeliveryBench On(Engine engine) => new(services) { Engine = engine };

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    public async Task<Guid> OwnerAsync()
    {
        var ownerId = Guid.CreateVersion7();
        await Engine.ExecuteAsync(
            "insert into owners (id, issuer, subject) values (@ownerId, 'test', @ownerId::text)", new { ownerId });
        return ownerId;
    }

    /// <param name="events">All types by default.</param>
    public async Task<EndpointWithSecret> EndpointAsync(Guid ownerId, Uri url, params string[] events)
    {
        var fields = new EndpointChange
        {
            Url = url.AbsoluteUri,
            Events = events.Length == 0 ? EventTypes.All : events,
        };
        var created = await Engine.Get<CreateEndpoint>().RunAsync(fields, new FieldErrors(), new(ownerId), default);
        Assert.False(created.Failed(out var problem, out var endpoint), problem?.Message);
        return endpoint!;
    }

    /// <summary>Writes the delivery of a test event.</summary>
    public async Task<DeliveryView> TestEventAsync(Guid ownerId, Guid endpointId)
    {
        var sent = await Engine.Get<SendTestEvent>().RunAsync(endpointId, new(ownerId), default);
        Assert.False(sent.Failed(out var problem, out var delivery), problem?.Message);
        return delivery!;
    }

    /// <summary>Processes a message about the endpoint.</summary>
    public Task SendAsync(Guid endpointId) => Engine.Get<SendDeliveries>().RunAsync(endpointId, default);

    /// <summary>Makes the next tries due, and processes a message about the endpoint.</summary>
    public async Task RetryAsync(Guid endpointId)
    {
        await Engine.ExecuteAsync(
            """
            update deliveries set next_try_at = clock_timestamp()
            where endpoint_id = @endpointId and status = 'pending'
            """, new { endpointId });
        await SendAsync(endpointId);
    }

    /// <summary>Deliveries of an endpoint, the oldest first.</summary>
    public async Task<IReadOnlyList<DeliveryView>> DeliveriesAsync(Guid ownerId, Guid endpointId)
    {
        var page = await Engine.Get<DeliveryListStore>().PageAsync(endpointId, ownerId, new(null, null, 100), default);
        return [.. page.Reverse()];
    }

    public async Task<WebhookEndpoint> ReadAsync(Guid ownerId, Guid endpointId) =>
        (await Engine.Get<EndpointStore>().FindAsync(endpointId, ownerId, default))!;
}
