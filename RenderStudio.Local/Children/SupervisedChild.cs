namespace RenderStudio.Local.Children;

/// <summary>A child that ended though nobody asked it to.</summary>
public sealed record ChildDeath(string Name, int ExitCode, string LastOutput);

/// <summary>
/// One service kept as a child: ready when it answers, killed and restarted on demand, its own death noticed.
/// </summary>
public sealed class SupervisedChild(
    Func<ChildCommand> command, Func<CancellationToken, Task<bool>> answers, Signal stopSignal) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly TaskCompletionSource<ChildDeath> died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? current;

    /// <summary>Completes when the child ends by itself; never for <see cref="Kill"/>, a restart or a stop.</summary>
    public Task<ChildDeath> Died => died.Task;

    public int Pid => current?.Pid ?? 0;

    public bool Runs => current is { Exited.IsCompleted: false };

    /// <summary>Returns null when the child answers, else what it said before it gave up.</summary>
    public async Task<string?> TryStartAsync(CancellationToken cancellation)
    {
        var child = await ChildProcess.StartAsync(command());
        current = child;
        try
        {
            return await WaitForAnswerAsync(child, cancellation);
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
        await child.StopAsync(stopSignal, StopLimit);
        await child.DisposeAsync();
    }

    private async Task<string?> WaitForAnswerAsync(ChildProcess child, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        try
        {
            while (!child.Exited.IsCompleted)
            {
                if (await answers(limit.Token) && !child.Exited.IsCompleted)
                {
                    _ = WatchAsync(child);
                    return null;
                }
                await Task.WhenAny(child.Exited, Task.Delay(20, limit.Token));
                limit.Token.ThrowIfCancellationRequested();
            }
            return child.LastOutput;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await KillAsync();
            return $"no answer within {StartLimit.TotalSeconds:0} seconds. {child.LastOutput}";
        }
    }

    private async Task WatchAsync(ChildProcess child)
    {
        var code = await child.Exited;
        if (!child.EndIsWanted)
            died.TrySetResult(new ChildDeath(child.Command.Name, code, child.LastOutput));
    }
}
