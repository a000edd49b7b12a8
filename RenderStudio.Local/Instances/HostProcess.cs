using System.Collections.Concurrent;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>
/// A started host. Its process leads a process group that includes its worker. Signals are sent to the group.
/// </summary>
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

    /// <summary>True between <see cref="Freeze"/> and <see cref="Thaw"/>.</summary>
    public bool Frozen => frozen;

    /// <summary>Whether <see cref="Kill"/> was called, so that the end of the process is expected.</summary>
    public bool Killed => killed;

    /// <summary>Whether the host can respond to a request now.</summary>
    public bool AcceptsRequests => runs && !frozen && !killed && !Exited.IsCompleted;

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

    /// <summary>Records that the host reported the state <c>Running</c>.</summary>
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

    /// <summary>
    /// Sends SIGTERM, and SIGKILL after the limit. A frozen process cannot handle SIGTERM, so nothing is sent to it
    /// here.
    /// </summary>
    public Task StopAsync(TimeSpan limit) =>
        frozen ? Task.CompletedTask : child.StopAsync(Signal.Terminate, limit);

    /// <summary>
    /// Describes an end without a request. A host that rejects its app or stops by itself writes its reason to standard
    /// error, before its worker's last lines.
    /// </summary>
    public InstanceFailure Failure(int number, int exitCode) => exitCode == RefusedOrShutDown && !errors.IsEmpty
        ? new(errors.First(), string.Join(Environment.NewLine, errors.Skip(1)))
        : new($"Instance {number} of the function app ended by itself with exit code {exitCode}.", child.LastOutput);

    /// <summary>Describes a process that did not become ready in time.</summary>
    public InstanceFailure Unready(int number, TimeSpan limit) => new(
        $"Instance {number} of the function app was not ready after {limit.TotalSeconds:0} s.", child.LastOutput);

    /// <summary>Kills all processes of the group, even if its leader has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        // Only the group is killed: after the process has ended, its id can belong to another process.
        Signal.Kill.SendTo(-Pid);
        await child.DisposeAsync();
    }

    private void SendToGroup(Signal signal)
    {
        if (!Exited.IsCompleted)
            signal.SendToGroup(Pid);
    }
}
