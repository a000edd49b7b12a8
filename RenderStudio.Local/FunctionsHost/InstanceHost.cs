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
    private ClientServer? clients;
    private WorkerForwarding? forwarding;
    private TriggerHost? triggers;
    private Task serving = Task.CompletedTask;
    private volatile string state = "Starting";

    private InstanceHost(FunctionApp app, HostLog log, WorkerServer server)
    {
        (this.app, this.log, this.server) = (app, log, server);
        loggers = LoggerFactory.Create(log.Configure);
        workerLoggers = LoggerFactory.Create(log.ConfigureWorker);
        var workerLog = new WorkerLog(workerLoggers);
        workers = new WorkerSupervisor(app, server, Shutdown, TimeProvider.System, loggers, workerLog);
        invoker = new FunctionInvoker(workers, app.Host.FunctionTimeout, TimeProvider.System);
    }

    public HostShutdown Shutdown { get; } = new();

    /// <summary>Returns when the port is open, while the worker and the listeners still start.</summary>
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

    /// <summary>Waits for running requests, cancels the other functions and stops the worker.</summary>
    public async Task StopAsync()
    {
        state = "Stopping";
        await stopping.CancelAsync();
        // Invocations that wait for a worker fail immediately; running invocations can finish.
        await workers.StopStartingAsync();
        await serving;
        await Task.WhenAll(clients?.StopAsync() ?? Task.CompletedTask, triggers?.StopAsync() ?? Task.CompletedTask)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await workers.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (triggers is not null)
            await triggers.DisposeAsync();
        if (clients is not null)
            await clients.DisposeAsync();
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
        // The worker is started first because it takes longest.
        workers.Start();
        clients = await ClientServer.StartAsync(port, app.Settings, log, Status, ct);
        forwarding = new WorkerForwarding(clients.Forwarder, TimeProvider.System);
        serving = ServeAsync(clients, forwarding);
    }

    private async Task ServeAsync(ClientServer clients, WorkerForwarding forwarding)
    {
        try
        {
            var index = await workers.Indexed.WaitAsync(stopping.Token);
            var log = loggers.CreateLogger("Host.Function");
            var admin = new AdminCalls(index, new TimerCalls(invoker), log, stopping.Token);
            var functions = new HttpFunctions(invoker, forwarding, log);
            clients.Open(FunctionRoutes.Build(clients.Services, index, functions, routes =>
            {
                admin.Map(routes);
                routes.MapGet("/", context => Homepage.WriteAsync(context, app.Settings)).WithOrder(int.MaxValue);
            }));
            triggers = await TriggerHost.StartAsync(app, index, invoker, this.log, Shutdown, stopping.Token);
            state = "Running";
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            Shutdown.Fail($"The listeners cannot start: {error.GetBaseException().Message}", []);
        }
        catch (OperationCanceledException)
        {
            // The host was stopped before it ran.
        }
    }
}
