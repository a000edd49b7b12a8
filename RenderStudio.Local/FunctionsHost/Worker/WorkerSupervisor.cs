using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Worker;

/// <summary>Keeps the worker running by the real host's rules; <see cref="WorkerEnd"/> holds them.</summary>
internal sealed partial class WorkerSupervisor(
    FunctionApp app, WorkerServer server, HostEnding ending, TimeProvider time, ILoggerFactory loggers)
    : IDisposable
{
    // How long a worker that closed its stream may take to end.
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    // As the real host: WorkerTerminate announces it.
    private static readonly TimeSpan TerminateGrace = TimeSpan.FromSeconds(5);

    private readonly ILogger log = loggers.CreateLogger("Host.Worker");
    private readonly ILogger console = loggers.CreateLogger("Host.Function.Console");
    private readonly WorkerStart start = new(app, loggers.CreateLogger("Host.Worker"));
    private readonly Strikes strikes = new(time);
    private readonly OutputTail tail = new();
    private readonly TaskCompletionSource<FunctionIndex> indexed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private volatile TaskCompletionSource<LiveWorker> ready = NotYet();
    private volatile WorkerProcess? process;
    private Task running = Task.CompletedTask;

    /// <summary>The functions as the first worker listed them; they stay the same for the life of the host.</summary>
    public Task<FunctionIndex> Indexed => indexed.Task;

    /// <summary>0 while there is none.</summary>
    public int Pid => process is { Exited.IsCompleted: false } current ? current.Pid : 0;

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    /// <summary>Waits through restarts of the worker.</summary>
    public Task<LiveWorker> ReadyAsync(CancellationToken ct) => ready.Task.WaitAsync(ct);

    public void Start() => running = RunAsync();

    /// <summary>Asks the worker to end; returns when it is gone.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        if (ready.Task.IsCompletedSuccessfully)
            await (await ready.Task).TerminateAsync(TerminateGrace);
        else
            process?.Kill();
        await running;
    }

    public void Dispose() => stopping.Dispose();

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var end = await LiveAsync();
            if (stopping.IsCancellationRequested)
                return;
            LogEnd(log, end.Verdict == WorkerVerdict.Strike ? LogLevel.Error : LogLevel.Warning, end.What);
            if (end.Verdict == WorkerVerdict.Strike && strikes.Add())
            {
                ending.Fail($"The worker {end.What}: the third error in a row, "
                    + "after which the Functions host stops.", tail.Lines());
                return;
            }
        }
    }

    private async Task<WorkerEnd> LiveAsync()
    {
        var channel = new WorkerChannel(Guid.NewGuid().ToString(), new WorkerLog(loggers));
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
        await Task.WhenAny(coming, started.Exited, channel.Closed);
        if (!coming.IsCompletedSuccessfully)
            return await FailedStartAsync(coming, started, channel);
        var worker = await coming;
        ready.SetResult(worker);
        var end = WorkerEnd.Of(worker, await ExitCodeAsync(started, channel));
        if (end is { Verdict: WorkerVerdict.LeftAlone } && !worker.Terminating)
            end = await AwaitTimeoutAsync(worker, end);
        ready = NotYet();
        channel.End($"The worker {end.What}.");
        await gone.CancelAsync();
        return end;
    }

    private async Task<LiveWorker> ComeUpAsync(
        WorkerProcess started, WorkerChannel channel, CancellationToken gone)
    {
        await InTime(channel.Connected, app.Worker.StartupTimeout, "did not connect");
        var initializing = start.InitializeAsync(channel);
        await InTime(initializing, app.Worker.InitializationTimeout, "did not initialize");
        var index = indexed.Task.IsCompletedSuccessfully ? await indexed.Task
            : FunctionIndex.Of(await start.IndexAsync(channel), app.Host.RoutePrefix, log);
        if (index.Functions.Count == 0)
            ending.Fail("The worker lists no functions.", tail.Lines());
        await start.LoadAsync(channel, index.Functions);
        indexed.TrySetResult(index);
        return new LiveWorker(started, channel, await initializing, gone);
    }

    private async Task InTime(Task step, TimeSpan limit, string failure)
    {
        try
        {
            await step.WaitAsync(limit, time, stopping.Token);
        }
        catch (TimeoutException)
        {
            throw new WorkerGoneException($"{failure} within {limit}");
        }
    }

    private static async Task<WorkerEnd> FailedStartAsync(
        Task coming, WorkerProcess started, WorkerChannel channel)
    {
        if (!coming.IsCompleted)
            return WorkerEnd.Of(null, await ExitCodeAsync(started, channel));
        started.Kill();
        await coming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new(WorkerVerdict.Strike, coming.Exception?.InnerException?.Message ?? "was stopped at its start");
    }

    /// <summary>A worker that closed its stream and lives on is of no use: it is killed.</summary>
    private static async Task<int> ExitCodeAsync(WorkerProcess started, WorkerChannel channel)
    {
        if (await Task.WhenAny(started.Exited, channel.Closed) != started.Exited)
        {
            await Task.WhenAny(started.Exited, Task.Delay(EndGrace));
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

    private static TaskCompletionSource<LiveWorker> NotYet() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Message = "The worker {What}.")]
    private static partial void LogEnd(ILogger log, LogLevel level, string what);
}
