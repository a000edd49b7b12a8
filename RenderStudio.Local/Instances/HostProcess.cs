using System.Collections.Concurrent;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>A started host. Its process leads a group that holds its worker too; signals go to the group.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int RefusedOrShutDown = 1;
    private readonly ConcurrentQueue<string> errors = new();
    private ChildProcess child = null!;
    private volatile bool runs, frozen, killed;

    private HostProcess(int port) => Port = port;

    public int Port { get; }

    public int Pid => child.Pid;

    public Task<int> Exited => child.Exited;

    /// <summary>Between <see cref="Freeze"/> and <see cref="Thaw"/>.</summary>
    public bool Frozen => frozen;

    /// <summary>Whether its end, if it came, is the one that <see cref="Kill"/> brought.</summary>
    public bool Killed => killed;

    /// <summary>Whether a request sent now would be answered.</summary>
    public bool TakesRequests => runs && !frozen && !killed && !Exited.IsCompleted;

    public static async Task<HostProcess> StartAsync(ChildCommand command, int port, HostOutput log)
    {
        var process = new HostProcess(port);
        process.child = await ChildProcess.StartAsync(command with
        {
            OnOutput = log.Output,
            OnError = line =>
            {
                process.errors.Enqueue(line);
                log.Error(line);
            },
        });
        return process;
    }

    /// <summary>It said that it runs.</summary>
    public void SetRunning() => runs = true;

    public void Kill()
    {
        killed = true;
        SendToGroup(Signal.Kill);
    }

    public void Freeze()
    {
        frozen = true;
        SendToGroup(Signal.Stop);
    }

    public void Thaw()
    {
        SendToGroup(Signal.Continue);
        frozen = false;
    }

    /// <summary>SIGTERM, and SIGKILL after the limit. A frozen process could not obey the first.</summary>
    public Task StopAsync(TimeSpan limit) =>
        frozen ? Task.CompletedTask : child.StopAsync(Signal.Terminate, limit);

    /// <summary>What to tell of an end that was not asked for. A host that refuses its app or shuts itself down names
    /// its reason on standard error, before its worker's last lines.</summary>
    public InstanceFailure Failure(int number, int exitCode) => exitCode == RefusedOrShutDown && !errors.IsEmpty
        ? new(errors.First(), string.Join(Environment.NewLine, errors.Skip(1)))
        : new($"Instance {number} of the function app ended by itself with exit code {exitCode}.", child.LastOutput);

    /// <summary>What to tell of a process that does not get ready.</summary>
    public InstanceFailure Unready(int number, TimeSpan limit) => new(
        $"Instance {number} of the function app was not ready after {limit.TotalSeconds:0} seconds.", child.LastOutput);

    /// <summary>Leaves nothing of the group, whatever became of its leader.</summary>
    public async ValueTask DisposeAsync()
    {
        // The group alone: once the process is gone, its id may be another's.
        Signal.Kill.SendTo(-Pid);
        await child.DisposeAsync();
    }

    private void SendToGroup(Signal signal)
    {
        if (!Exited.IsCompleted)
            signal.SendToGroup(Pid);
    }
}
