using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Local.Instances;

/// <summary>Keeps the host process of one instance running: a killed one comes back, one that ends by itself ends the
/// pool.</summary>
internal sealed partial class Instance(int number, InstancePoolOptions options, HostCalls calls, InstanceEvents events)
{
    private const int OtherPorts = 5;
    private static readonly TimeSpan StatusPoll = TimeSpan.FromMilliseconds(25);
    private readonly ILogger log = options.Log.CreateLogger($"Host.{number}");
    private volatile HostProcess? current;
    private volatile int workerPid;
    private int lostPorts;

    public int Number => number;

    /// <summary>The host process to send requests to; null while none takes them.</summary>
    public HostProcess? Taking => current is { TakesRequests: true } process ? process : null;

    /// <summary>Runs until cancellation, which stops the process, or until the process ends by itself.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (await LiveAsync(ct))
            LogRestart(log, number);
    }

    public async Task<InstanceStatus> StatusAsync(CancellationToken ct)
    {
        var process = Taking;
        var status = process is null ? null : await AskAsync(process, ct);
        var ready = status is { Runs: true, WorkerProcessId: > 0 } && process == Taking;
        return new(number, workerPid, current?.Pid ?? 0, current?.Port ?? 0, ready);
    }

    public void Kill() => current?.Kill();

    public void Freeze() => current?.Freeze();

    public void Thaw()
    {
        current?.Thaw();
        events.Ready();
    }

    /// <summary>True when it is to be started again.</summary>
    private async Task<bool> LiveAsync(CancellationToken ct)
    {
        var port = FreePort.Next();
        await using var process = await HostProcess.StartAsync(options.Command(number, port), port, new HostOutput(log));
        current = process;
        try
        {
            if (!await RunsInTimeAsync(process, ct))
                return events.Fail(process.Unready(number, options.StartLimit));
            var exitCode = await process.Exited.WaitAsync(ct);
            return process.Killed || exitCode == HostCommand.RestartExitCode
                || (exitCode == HostCommand.PortInUseExitCode && lostPorts++ < OtherPorts)
                || events.Fail(process.Failure(number, exitCode));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await process.StopAsync(options.StopLimit);
            return false;
        }
    }

    /// <summary>False when its time is up; true too when the process ended before.</summary>
    private async Task<bool> RunsInTimeAsync(HostProcess process, CancellationToken ct)
    {
        var since = options.Time.GetTimestamp();
        while (!process.Exited.IsCompleted)
        {
            if (await AskAsync(process, ct) is { Runs: true })
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

    private async Task<HostStatus?> AskAsync(HostProcess process, CancellationToken ct)
    {
        var status = await calls.StatusAsync(process, ct);
        if (status is { WorkerProcessId: > 0 } && process == current)
            workerPid = status.WorkerProcessId;
        return status;
    }

    [LoggerMessage(LogLevel.Warning, "Instance {Number} ended; starting it again")]
    private static partial void LogRestart(ILogger log, int number);
}
