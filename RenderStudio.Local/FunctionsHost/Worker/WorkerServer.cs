using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>
/// The gRPC server for the worker, on a free loopback port. It stops after the server for clients.
/// </summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly WebApplication web;

    private WorkerServer(WebApplication web) => this.web = web;

    public Uri Address => new(web.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public WorkerEndpoint Endpoint => web.Services.GetRequiredService<WorkerEndpoint>();

    public static async Task<WorkerServer> StartAsync(HostLog log, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.AddLogging(log.Configure);
        builder.Services.AddRouting().AddSingleton<WorkerEndpoint>().AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        var web = builder.Build();
        web.MapGrpcService<WorkerEndpoint>();
        await web.StartAsync(ct);
        return new WorkerServer(web);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();
}
