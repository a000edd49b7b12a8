using Azure.Storage.Queues;
using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Http;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Queues;
using RenderStudio.Local.FunctionsHost.Timers;

namespace RenderStudio.Local.FunctionsHost;

/// <summary>Everything a running host consists of, put together but not started.</summary>
internal sealed class HostParts : IAsyncDisposable
{
    private readonly StandInHostOptions options;
    private readonly FunctionApp app;
    private readonly FunctionTimeout timeout;
    private readonly TriggerCall call;
    private readonly ReadinessProbe probe;
    private readonly ProxyMode proxy;

    public HostParts(StandInHostOptions options, FunctionApp app, CancellationToken stopping)
    {
        (this.options, this.app) = (options, app);
        timeout = new FunctionTimeout(app.Host.FunctionTimeout, options.Time);
        call = new TriggerCall(timeout, options.Time, Log("Function"));
        probe = new ReadinessProbe(options.Intervals.ReadinessPoll, options.Time);
        Pool = new HandlerPool([.. Enumerable.Range(1, options.Instances).Select(Supervisor)],
            app.Host.InitializationTimeout, Ending, options.Time);
        Timers = app.With<TimerTrigger>()
            .ToDictionary(function => function.Name, Timer, StringComparer.OrdinalIgnoreCase);
        Listeners = [.. from function in app.With<QueueTrigger>()
                        from instance in Pool.Instances
                        select Listener(function, instance)];
        Web = FrontDoor.Build(options, app.Settings);
        proxy = new ProxyMode(FrontDoor.Forwarder(Web), timeout, options.Intervals.ProxyActivity, options.Time);
        var functions = new HttpFunctions(app, Pool, proxy, new JsonMode(call), Log("Function"));
        FrontDoor.Map(Web, functions, new AdminCalls(Timers, Log("Function"), stopping), options, app.Settings);
    }

    public HostEnding Ending { get; } = new();

    public HandlerPool Pool { get; }

    public IReadOnlyDictionary<string, TimerListener> Timers { get; }

    public IReadOnlyList<QueueListener> Listeners { get; }

    public WebApplication Web { get; }

    public async ValueTask DisposeAsync()
    {
        await Web.StopAsync(CancellationToken.None);
        await Web.DisposeAsync();
        proxy.Dispose();
        call.Dispose();
        probe.Dispose();
    }

    // The port is chosen once: a handler that is started again gets the same.
    private HandlerSupervisor Supervisor(int number) => new(number, app.Host.Port ?? FreePort.Next(),
        new HandlerStart(app, options.Development, Log("Function.Console")), probe,
        new Strikes(options.Time, options.Intervals.StrikeMemory), Ending, Log("FunctionsHost"));

    private QueueListener Listener(AppFunction<QueueTrigger> function, HandlerSupervisor instance)
    {
        var service = new QueueServiceClient(function.Trigger.Connection);
        var queue = function.Trigger.QueueName;
        var poison = PoisonQueue.NameFor(queue) is { } name ? new PoisonQueue(service.GetQueueClient(name)) : null;
        var run = new QueueMessageRun(function, app.Host.Queues, poison, call, Log("Function"));
        return new QueueListener(service.GetQueueClient(queue), app.Host.Queues, run, Pool, instance,
            options.Intervals, options.Time, Log("FunctionsHost"));
    }

    private TimerListener Timer(AppFunction<TimerTrigger> function)
    {
        var store = new TimerStatusStore(
            options.StorageConnection, app.Settings["AzureFunctionsWebHost__hostid"] ?? "stand-in");
        var timerCall = new TimerCall(Pool, call, options.Intervals.TimerLock);
        return new TimerListener(function, timerCall, store, options.Time, Log("Function"));
    }

    private ILogger Log(string category) => options.Log.CreateLogger($"Host.{category}");
}
