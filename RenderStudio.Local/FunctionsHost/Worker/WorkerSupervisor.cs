using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Restarts the worker by the rules of the real host, which <see cref="WorkerEnd"/> contains.</summary>
internal sealed partial class WorkerSupervisor(
    FunctionApp app, WorkerServer server, HostShutdown shutdown, TimeProvider time, ILoggerFactory loggers,
    WorkerLog workerLog) : IDisposable
{
    // The same time as in the real host. The WorkerTerminate message contains it.
    private static readonly TimeSpan TerminateGrace = TimeSpan.FromSeconds(5);

    // How long a worker that closed its stream may take to end before it is killed.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private readonly ILogger log = loggers.CreateLogger("Host.Worker");
    private readonly ILogger console = loggers.CreateLogger("Host.Function.Console");
    private readonly WorkerStart start = new(app, time, loggers.CreateLogger("Host.Worker"));
    private readonly CrashCount crashes = new(time);
    private readonly OutputTail tail = new();
    private readonly TaskCompletionSource<FunctionIndex> indexed = Unset<FunctionIndex>();
    private readonly CancellationTokenSource stopping = new();
    private volatile TaskCompletionSource<LiveWorker> ready = Unset<LiveWorker>();
    private volatile WorkerProcess? process;
    private Task running = Task.CompletedTask;

    /// <summary>The functions that the first worker reported. They do not change while the host runs.</summary>
    public Task<FunctionIndex> Indexed => indexed.Task;

    /// <summary>Process id of the worker; 0 while none runs.</summary>
    public int Pid => process is { Exited.IsCompleted: false } current ? current.Pid : 0;

    /// <summary>Returns the current worker, and waits while it restarts.</summary>
    /// <exception cref="WorkerEndedException">The worker is not started again.</exception>
    public Task<LiveWorker> ReadyAsync(CancellationToken ct) => ready.Task.WaitAsync(ct);

    public void Start() => running = RunAsync();

    /// <summary>
    /// Ends a worker that is still starting and fails invocations that wait for a worker. A running worker continues
    /// until <see cref="StopAsync"/>.
    /// </summary>
    public Task StopStartingAsync() => stopping.CancelAsync();

    /// <summary>Requests the worker to end, and returns when it has ended.</summary>
    public async Task StopAsync()
    {
        await StopStartingAsync();
        // A worker that was about to become ready is ready now, or the loop has ended.
        var worker = ready.Task;
        await Task.WhenAny(worker, running);
        if (worker.IsCompletedSuccessfully)
            await (await worker).TerminateAsync(TerminateGrace);
        await running;
    }

    public void Dispose() => stopping.Dispose();

    private static TaskCompletionSource<T> Unset<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        while (true)
        {
            var end = await RunWorkerAsync();
            if (stopping.IsCancellationRequested)
                break;
            var crashed = end.Reason == WorkerStopReason.Crash;
            LogEnd(log, crashed ? LogLevel.Error : LogLevel.Warning, end.Description);
            if (crashed && crashes.Add())
            {
                shutdown.Fail($"The worker {end.Description}: the third error in a row, "
                    + "after which the Functions host stops.", tail.Lines());
                break;
            }
        }
        ready.TrySetException(new WorkerEndedException("The host stops."));
    }

    private async Task<WorkerEnd> RunWorkerAsync()
    {
        var channel = new WorkerChannel(Guid.NewGuid().ToString(), workerLog);
        server.Endpoint.Expect(channel);
        try
        {
            await using var started = await WorkerProcess.StartAsync(
                app, channel.WorkerId, server.Address, tail, console);
            process = started;
            return await WatchAsync(started, channel);
        }
        catch (CannotStartException error)
        {
            return new(WorkerStopReason.Crash, $"could not be started ({error.Message.TrimEnd('.')})");
        }
        finally
        {
            server.Endpoint.Remove(channel);
            channel.End("The worker ended.");
        }
    }

    private async Task<WorkerEnd> WatchAsync(WorkerProcess started, WorkerChannel channel)
    {
        using var ended = new CancellationTokenSource();
        var starting = StartAsync(started, channel, ended.Token);
        Task decided = Task.WhenAny(starting, started.Exited, channel.Closed);
        await decided.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!starting.IsCompletedSuccessfully)
            return await FailedStartAsync(starting, started, channel);
        var worker = await starting;
        ready.SetResult(worker);
        var end = WorkerEnd.Of(worker, await ExitCodeAsync(worker, started, channel));
        if (end is { Reason: WorkerStopReason.Finished } && !worker.Terminating)
            end = await AwaitTimeoutAsync(worker, end);
        ready = Unset<LiveWorker>();
        channel.End($"The worker {end.Description}.");
        await ended.CancelAsync();
        return end;
    }

    private async Task<LiveWorker> StartAsync(WorkerProcess started, WorkerChannel channel, CancellationToken ended)
    {
        var capabilities = await start.ConnectAsync(channel, stopping.Token);
        var index = indexed.Task.IsCompleted ? await indexed.Task : await start.IndexAsync(channel);
        await start.LoadAsync(channel, index);
        indexed.TrySetResult(index);
        return new LiveWorker(started, channel, capabilities, ended);
    }

    private async Task<WorkerEnd> FailedStartAsync(
        Task starting, WorkerProcess started, WorkerChannel channel)
    {
        if (!starting.IsCompleted && !stopping.IsCancellationRequested)
            return WorkerEnd.Of(null, await ExitCodeAsync(null, started, channel));
        started.Kill();
        return new(
            WorkerStopReason.Crash, starting.Exception?.InnerException?.Message ?? "was stopped at its start");
    }

    private static async Task<int> ExitCodeAsync(LiveWorker? worker, WorkerProcess started, WorkerChannel channel)
    {
        if (await Task.WhenAny(started.Exited, channel.Closed) != started.Exited)
        {
            var grace = worker is { Terminating: true } ? TerminateGrace : EndGrace;
            await Task.WhenAny(started.Exited, Task.Delay(grace));
            started.Kill();
        }
        return await started.Exited;
    }

    // Until then, invocations wait for a response that is never sent, as in the real host.
    private async Task<WorkerEnd> AwaitTimeoutAsync(LiveWorker worker, WorkerEnd end)
    {
        LogEnd(log, LogLevel.Warning, end.Description);
        await worker.TimedOut.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(WorkerStopReason.Restart, "is started again after functionTimeout");
    }

    [LoggerMessage(Message = "The worker {Description}.")]
    private static partial void LogEnd(ILogger log, LogLevel level, string description);
}
