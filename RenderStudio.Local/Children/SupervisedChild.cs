namespace RenderStudio.Local.Children;

/// <summary>The unrequested end of a child.</summary>
public sealed record ChildFailure(string Name, int ExitCode, string LastOutput);

/// <summary>
/// One service as a child process: ready when it responds, killed and restarted on demand, with detection of an
/// unrequested end.
/// </summary>
public sealed class SupervisedChild(
    Func<ChildCommand> command, Func<CancellationToken, Task<bool>> answers, Signal stopSignal) : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource<ChildFailure> failed =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? current;

    /// <summary>
    /// Completes when the child ends by itself, but not after <see cref="KillAsync"/>, a restart or a stop.
    /// </summary>
    public Task<ChildFailure> Failed => failed.Task;

    public int Pid => current?.Pid ?? 0;

    public bool Runs => current is { Exited.IsCompleted: false };

    /// <summary>Returns null when the child responds; otherwise its output.</summary>
    public async Task<string?> TryStartAsync(CancellationToken cancellation)
    {
        var child = await ChildProcess.StartAsync(command());
        current = child;
        try
        {
            return await WaitUntilReadyAsync(child, cancellation);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL; the service stays down until <see cref="TryStartAsync"/> is called again.</summary>
    public async Task KillAsync()
    {
        if (current is not { } child)
            return;
        child.Kill();
        await child.Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (current is not { } child)
            return;
        await child.StopAsync(stopSignal, StopTimeout);
        await child.DisposeAsync();
    }

    private async Task<string?> WaitUntilReadyAsync(ChildProcess child, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(StartTimeout);
        try
        {
            while (!child.Exited.IsCompleted)
            {
                if (await answers(timeout.Token) && !child.Exited.IsCompleted)
                {
                    _ = WatchAsync(child);
                    return null;
                }
                await Task.WhenAny(child.Exited, Task.Delay(20, timeout.Token));
                timeout.Token.ThrowIfCancellationRequested();
            }
            return child.LastOutput;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await KillAsync();
            return $"no response within {StartTimeout.TotalSeconds:0} s. {child.LastOutput}";
        }
    }

    private async Task WatchAsync(ChildProcess child)
    {
        var code = await child.Exited;
        if (!child.EndIsRequested)
            failed.TrySetResult(new ChildFailure(child.Command.Name, code, child.LastOutput));
    }
}
