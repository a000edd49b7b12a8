using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Keeps the worker running by the real host's rules; <see cref="WorkerEnd"/> holds them.</summary>
internal sealed partial class WorkerSupervisor(
    FunctionApp app, WorkerServer server, HostEnding ending, TimeProvider time, ILoggerFactory loggers,
    WorkerLog workerLog) : IDisposable
{
    // As the real host; WorkerTerminate announces it.
    private static readonly TimeSpan TerminateGrace = TimeSpan.FromSeconds(5);

    // How long a worker that closed its stream may take to end. One that lives on is of no use: it is killed.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private readonly ILogger log = loggers.CreateLogger("Host.Worker");
    private readonly ILogger console = loggers.CreateLogger("Host.Function.Console");
    private readonly WorkerStart start = new(app, time, loggers.CreateLogger("Host.Worker"));
    private readonly Strikes strikes = new(time);
    private readonly OutputTail tail = new();
    private readonly TaskCompletionSource<FunctionIndex> indexed = Unset<FunctionIndex>();
    private readonly CancellationTokenSource stopping = new();
    private volatile TaskCompletionSource<LiveWorker> ready = Unset<LiveWorker>();
    private volatile WorkerProcess? process;
    private Task running = Task.CompletedTask;

    /// <summary>The functions as the first worker listed them; they stay the same for the life of the host.</summary>
    public Task<FunctionIndex> Indexed => indexed.Task;

    /// <summary>0 while there is none.</summary>
    public int Pid => process is { Exited.IsCompleted: false } current ? current.Pid : 0;

    /// <summary>Waits through restarts of the worker. Throws <see cref="WorkerGoneException"/> when none comes
    /// again.</summary>
    public Task<LiveWorker> ReadyAsync(CancellationToken ct) => ready.Task.WaitAsync(ct);

    public void Start() => running = RunAsync();

    /// <summary>Ends a worker that still starts, and fails what waits for one. A worker that runs stays until
    /// <see cref="StopAsync"/>.</summary>
    public Task StartNoMoreAsync() => stopping.CancelAsync();

    /// <summary>Asks the worker to end; returns when it is gone.</summary>
    public async Task StopAsync()
    {
        await StartNoMoreAsync();
        // A worker that was about to be ready is ready now, or the run is over.
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
            var end = await LiveAsync();
            if (stopping.IsCancellationRequested)
                break;
            LogEnd(log, end.Verdict == WorkerVerdict.Strike ? LogLevel.Error : LogLevel.Warning, end.What);
            if (end.Verdict == WorkerVerdict.Strike && strikes.Add())
            {
                ending.Fail($"The worker {end.What}: the third error in a row, "
                    + "after which the Functions host stops.", tail.Lines());
                break;
            }
        }
        ready.TrySetException(new WorkerGoneException("The host stops."));
    }

    private async Task<WorkerEnd> LiveAsync()
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
            return new(WorkerVerdict.Strike, $"could not be started ({error.Message.TrimEnd('.')})");
        }
        finally
        {
            server.Endpoint.Forget(channel);
            channel.End("The worker ended.");
        }
    }

    private async Task<WorkerEnd> WatchAsync(WorkerProcess started, WorkerChannel channel)
    {
        using var gone = new CancellationTokenSource();
        var coming = ComeUpAsync(started, channel, gone.Token);
        Task decided = Task.WhenAny(coming, started.Exited, channel.Closed);
        await decided.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!coming.IsCompletedSuccessfully)
            return await FailedStartAsync(coming, started, channel);
        var worker = await coming;
        ready.SetResult(worker);
        var end = WorkerEnd.Of(worker, await ExitCodeAsync(worker, started, channel));
        if (end is { Verdict: WorkerVerdict.LeftAlone } && !worker.Terminating)
            end = await AwaitTimeoutAsync(worker, end);
        ready = Unset<LiveWorker>();
        channel.End($"The worker {end.What}.");
        await gone.CancelAsync();
        return end;
    }

    private async Task<LiveWorker> ComeUpAsync(WorkerProcess started, WorkerChannel channel, CancellationToken gone)
    {
        var capabilities = await start.ConnectAsync(channel, stopping.Token);
        var index = indexed.Task.IsCompleted ? await indexed.Task : await start.IndexAsync(channel);
        await start.LoadAsync(channel, index);
        indexed.TrySetResult(index);
        return new LiveWorker(started, channel, capabilities, gone);
    }

    private async Task<WorkerEnd> FailedStartAsync(
        Task coming, WorkerProcess started, WorkerChannel channel)
    {
        if (!coming.IsCompleted && !stopping.IsCancellationRequested)
            return WorkerEnd.Of(null, await ExitCodeAsync(null, started, channel));
        started.Kill();
        return new(WorkerVerdict.Strike, coming.Exception?.InnerException?.Message ?? "was stopped at its start");
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

    // Until then invocations wait for an answer that does not come, as at the real host.
    private async Task<WorkerEnd> AwaitTimeoutAsync(LiveWorker worker, WorkerEnd end)
    {
        LogEnd(log, LogLevel.Warning, end.What);
        await worker.TimedOut.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(WorkerVerdict.Restarted, "is started again after functionTimeout");
    }

    [LoggerMessage(Message = "The worker {What}.")]
    private static partial void LogEnd(ILogger log, LogLevel level, string what);
}
