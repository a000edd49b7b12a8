using System.Net;
using System.Net.Sockets;
using RenderStudio.Local.FunctionsHost;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class RefusalTests(Services services)
{
    [Fact]
    public async Task A_port_in_use()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var app = new ScriptedApp();
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services), port);
        Assert.Equal(HostCommand.PortInUseExitCode, await host.Exited);
        Assert.Equal([$"Port {port} is in use, so the host cannot listen there."], host.Errors);
        Assert.False(ProcessTree.AnyLives(app.Workers()));
    }

    [Fact]
    public async Task A_folder_without_a_worker() => await RefusesAsync(
        app => File.Delete(app.PathOf("worker.config.json")), "worker.config.json does not exist: "
            + "the folder does not contain a published isolated worker app.");

    [Fact]
    public async Task Another_runtime() => await RefusesAsync(
        app => app.Settings["FUNCTIONS_WORKER_RUNTIME"] = "node",
        "FUNCTIONS_WORKER_RUNTIME is 'node', but the app is a dotnet-isolated app.");

    [Fact]
    public async Task Another_version_of_host_json() => await RefusesAsync(
        app => app.Set("host.json", "version", "3.0"), "host.json: \"version\" is '3.0', but must be \"2.0\".");

    [Fact]
    public async Task A_functionTimeout_below_a_second() => await RefusesAsync(
        app => app.FunctionTimeout("00:00:00"),
        "host.json: functionTimeout is '00:00:00', but must be 00:00:01 or more.");

    [Fact]
    public async Task A_wrong_command_line()
    {
        using var app = new ScriptedApp();
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services), port: 0);
        Assert.Equal(2, await host.Exited);
        Assert.Equal(["Usage: host --app DIR --port N [--instance K]"], host.Errors);
    }

    private async Task RefusesAsync(Action<ScriptedApp> change, string reason)
    {
        using var app = new ScriptedApp();
        change(app);
        await using var host = await RunningHost.RunAsync(app, await TestQueue.CreateAsync(services));
        Assert.Equal(1, await host.Exited);
        Assert.EndsWith(reason, Assert.Single(host.Errors));
    }
}
