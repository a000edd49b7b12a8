using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Local.Instances;

/// <summary>
/// Runs the host process of one instance. A killed process is started again; a process that ends by itself fails the
/// pool.
/// </summary>
internal sealed partial class Instance(int number, InstancePoolOptions options, HostCalls calls, InstanceEvents events)
{
    private const int MaxPortRetries = 5;
    private static readonly TimeSpan StatusPoll = TimeSpan.FromMilliseconds(25);
    private readonly ILogger log = options.Log.CreateLogger($"Host.{number}");
    private volatile HostProcess? current;
    private volatile int workerPid;
    private int portRetries;

    public int Number => number;

    /// <summary>The host process that accepts requests; null while none does.</summary>
    public HostProcess? Accepting => current is { AcceptsRequests: true } process ? process : null;

    /// <summary>Runs until the process ends by itself, or until cancellation, which stops the process.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (await RunProcessAsync(ct))
            LogRestart(log, number);
    }

    public async Task<InstanceStatus> StatusAsync(CancellationToken ct)
    {
        var process = Accepting;
        var status = process is null ? null : await ReadStatusAsync(process, ct);
        var ready = status is { Runs: true, WorkerProcessId: > 0 } && process == Accepting;
        return new(number, workerPid, current?.Pid ?? 0, current?.Port ?? 0, ready);
    }

    public void Kill() => current?.Kill();

    public void Freeze() => current?.Freeze();

    public void Thaw()
    {
        current?.Thaw();
        events.Ready();
    }

    /// <returns>Whether the process is to be started again.</returns>
    private async Task<bool> RunProcessAsync(CancellationToken ct)
    {
        var port = FreePort.Next();
        await using var process = await HostProcess.StartAsync(
            options.Command(number, port), port, new HostOutput(log));
        current = process;
        try
        {
            if (!await RunsInTimeAsync(process, ct))
                return events.Fail(process.Unready(number, options.StartLimit));
            var exitCode = await process.Exited.WaitAsync(ct);
            return process.Killed || exitCode == HostCommand.RestartExitCode
                || (exitCode == HostCommand.PortInUseExitCode && portRetries++ < MaxPortRetries)
                || events.Fail(process.Failure(number, exitCode));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await process.StopAsync(options.StopLimit);
            return false;
        }
    }

    /// <returns>False when the start limit has passed; true when the process runs or has ended.</returns>
    private async Task<bool> RunsInTimeAsync(HostProcess process, CancellationToken ct)
    {
        var since = options.Time.GetTimestamp();
        while (!process.Exited.IsCompleted)
        {
            if (await ReadStatusAsync(process, ct) is { Runs: true })
            {
                process.SetRunning();
                events.Ready();
                return true;
            }
            if (process.Frozen)
                since = options.Time.GetTimestamp();
            if (options.Time.GetElapsedTime(since) > options.StartLimit)
                return false;
            await Task.WhenAny(process.Exited, Task.Delay(StatusPoll, options.Time, ct));
            ct.ThrowIfCancellationRequested();
        }
        return true;
    }

    private async Task<HostStatus?> ReadStatusAsync(HostProcess process, CancellationToken ct)
    {
        var status = await calls.StatusAsync(process, ct);
        if (status is { WorkerProcessId: > 0 } && process == current)
            workerPid = status.WorkerProcessId;
        return status;
    }

    [LoggerMessage(LogLevel.Warning, "Instance {Number} ended and is started again")]
    private static partial void LogRestart(ILogger log, int number);
}
