using System.Net;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.Deliveries;

/// <summary>
/// One running app for all tests of a class, which are isolated by owner. Every name resolves to one public address,
/// without a DNS server.
/// </summary>
public sealed class DeliveryApp(Services services) : IAsyncLifetime
{
    public RunningApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await RunningApp.StartAsync(services, adjust =>
        adjust.AddSingleton<ResolveHost>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")])));

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
