using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Http;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Triggers;
using RenderStudio.Local.FunctionsHost.Worker;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>One instance of a function app: a server for clients, a worker, and the listeners.</summary>
internal sealed class InstanceHost : IAsyncDisposable
{
    private readonly FunctionApp app;
    private readonly HostLog log;
    private readonly ILoggerFactory loggers, workerLoggers;
    private readonly WorkerServer server;
    private readonly WorkerSupervisor workers;
    private readonly FunctionInvoker invoker;
    private readonly CancellationTokenSource stopping = new();
    private FrontDoor? door;
    private Forwarding? forwarding;
    private TriggerHost? triggers;
    private Task serving = Task.CompletedTask;
    private volatile string state = "Starting";

    private InstanceHost(FunctionApp app, HostLog log, WorkerServer server)
    {
        (this.app, this.log, this.server) = (app, log, server);
        loggers = LoggerFactory.Create(log.Configure);
        workerLoggers = LoggerFactory.Create(log.ConfigureWorker);
        var workerLog = new WorkerLog(workerLoggers);
        workers = new WorkerSupervisor(app, server, Ending, TimeProvider.System, loggers, workerLog);
        invoker = new FunctionInvoker(workers, app.Host.FunctionTimeout, TimeProvider.System);
    }

    public HostEnding Ending { get; } = new();

    /// <summary>Returns when the port is open; the worker and the listeners still start.</summary>
    public static async Task<InstanceHost> StartAsync(FunctionApp app, int port, HostLog log, CancellationToken ct)
    {
        var host = new InstanceHost(app, log, await WorkerServer.StartAsync(log, ct));
        try
        {
            await host.OpenAsync(port, ct);
            return host;
        }
        catch
        {
            await host.StopAsync();
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets running requests finish, cancels the other functions and ends the worker.</summary>
    public async Task StopAsync()
    {
        state = "Stopping";
        await stopping.CancelAsync();
        // What waits for a worker fails at once; what a worker runs may finish.
        await workers.StartNoMoreAsync();
        await serving;
        await Task.WhenAll(door?.StopAsync() ?? Task.CompletedTask, triggers?.StopAsync() ?? Task.CompletedTask)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await workers.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (triggers is not null)
            await triggers.DisposeAsync();
        if (door is not null)
            await door.DisposeAsync();
        forwarding?.Dispose();
        workers.Dispose();
        await server.DisposeAsync();
        loggers.Dispose();
        workerLoggers.Dispose();
        stopping.Dispose();
    }

    private HostStatus Status() => new(state, Environment.ProcessId, workers.Pid);

    private async Task OpenAsync(int port, CancellationToken ct)
    {
        // The worker takes longest to start, so it goes first.
        workers.Start();
        door = await FrontDoor.StartAsync(port, app.Settings, log, Status, ct);
        forwarding = new Forwarding(door.Forwarder, TimeProvider.System);
        serving = ServeAsync(door, forwarding);
    }

    private async Task ServeAsync(FrontDoor door, Forwarding forwarding)
    {
        try
        {
            var index = await workers.Indexed.WaitAsync(stopping.Token);
            var log = loggers.CreateLogger("Host.Function");
            var admin = new AdminCalls(index, new TimerCalls(invoker), log, stopping.Token);
            var functions = new HttpFunctions(invoker, forwarding, log);
            door.Open(FunctionRoutes.Build(door.Services, index, functions, routes =>
            {
                admin.Map(routes);
                routes.MapGet("/", context => Homepage.WriteAsync(context, app.Settings)).WithOrder(int.MaxValue);
            }));
            triggers = await TriggerHost.StartAsync(app, index, invoker, this.log, Ending, stopping.Token);
            state = "Running";
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            Ending.Fail($"The listeners cannot start: {error.GetBaseException().Message}", []);
        }
        catch (OperationCanceledException)
        {
            // The host stops before it ran.
        }
    }
}
