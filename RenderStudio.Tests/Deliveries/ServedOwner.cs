using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;

namespace RenderStudio.Tests.Deliveries;

/// <summary>A new owner, and the server that their endpoints name.</summary>
internal sealed class ServedOwner : IAsyncDisposable
{
    private readonly DeliveryBench bench;

    private ServedOwner(DeliveryBench bench, Guid id, OwnersServer server) =>
        (this.bench, Id, Server) = (bench, id, server);

    public Guid Id { get; }

    public OwnersServer Server { get; }

    public static async Task<ServedOwner> CreateAsync(DeliveryBench bench) =>
        new(bench, await bench.OwnerAsync(), await OwnersServer.StartAsync());

    /// <summary>A new endpoint at the server, for all types of events.</summary>
    public async Task<(Guid Id, string Secret)> EndpointAsync()
    {
        var created = await bench.EndpointAsync(Id, Server.Url);
        return (created.Endpoint.Id, created.Secret);
    }

    /// <summary>A new endpoint with one pending delivery.</summary>
    public async Task<Guid> EndpointWithEventAsync()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(Id, endpoint);
        return endpoint;
    }

    /// <summary>The only delivery of an endpoint.</summary>
    public async Task<DeliveryView> OnlyAsync(Guid endpoint) =>
        Assert.Single(await bench.DeliveriesAsync(Id, endpoint));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
