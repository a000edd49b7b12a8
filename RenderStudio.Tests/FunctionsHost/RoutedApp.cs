using Microsoft.AspNetCore.Builder;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Tests.FunctionsHost;

/// <summary>A running app with routes of every kind, for many requests.</summary>
public sealed class RoutedApp : IAsyncLifetime
{
    private readonly ScriptedApp app = new ScriptedApp()
        .Host("""{ "extensions": { "http": { "routePrefix": "api" } } }""")
        .Http("Items", "items/{id:int}", ", \"methods\": [\"get\", \"put\"]")
        .Http("Files", "files/{*path}")
        .Http("Named", "")
        .Http("Switched", "switched")
        .Function("Off", """
            { "disabled": true, "bindings": [
              { "type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "route": "off" },
              { "type": "http", "direction": "out", "name": "res" } ] }
            """);
    private StandInHost host = null!;

    internal FrontDoorClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string> { ["AzureWebJobs.Switched.Disabled"] = "true" },
            MapBeside = endpoints => endpoints.MapGet("/beside", () => new { Ready = true }),
        });
        Client = new FrontDoorClient(host);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        app.Dispose();
    }
}
