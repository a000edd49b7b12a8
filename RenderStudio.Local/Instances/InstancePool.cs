using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>The instances of the function app, a Functions host process each.</summary>
public sealed class InstancePool : IAsyncDisposable
{
    private readonly InstanceEvents events = new();
    private readonly HostCalls calls = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Instance[] instances;
    private Task running = Task.CompletedTask;
    private uint turn;
    private bool disposed;

    public InstancePool(InstancePoolOptions options) =>
        instances = [.. Enumerable.Range(1, options.Count)
            .Select(number => new Instance(number, options, calls, events))];

    /// <summary>Completes when an instance ended by itself.</summary>
    public Task<InstanceFailure> Failed => events.Failed;

    /// <summary>Returns when every instance runs; throws <see cref="CannotStartException"/> if one does not.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        running = Task.WhenAll(instances.Select(RunAsync));
        while (instances.Any(instance => instance.Taking is null))
        {
            var ready = events.NextReady;
            if (instances.Any(instance => instance.Taking is null))
                await Task.WhenAny(ready, Failed).WaitAsync(ct);
            if (Failed.IsCompleted)
                throw new CannotStartException($"{await Failed}");
        }
    }

    public async Task<IReadOnlyList<InstanceStatus>> StatusAsync(CancellationToken ct) =>
        await Task.WhenAll(instances.Select(instance => instance.StatusAsync(ct)));

    /// <summary>Runs a timer function now, in the first instance that is ready, and returns when it ended.</summary>
    public async Task<TimerRun> RunTimerAsync(string function, CancellationToken ct) =>
        await calls.RunTimerAsync((await ReadyAsync(ct))[0], function, ct);

    /// <summary>SIGKILL to host and worker, as when the platform takes the instance away. It comes back.</summary>
    /// <returns>False when there is no such instance.</returns>
    public bool Kill(int number) => Signal(number, instance => instance.Kill());

    /// <summary>SIGSTOP to host and worker: no request is sent there until <see cref="Continue"/>.</summary>
    public bool Stop(int number) => Signal(number, instance => instance.Freeze());

    /// <summary>SIGCONT.</summary>
    public bool Continue(int number) => Signal(number, instance => instance.Thaw());

    /// <summary>SIGTERM to the hosts, SIGKILL to what is left of their groups. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
            return;
        await stopping.CancelAsync();
        await running;
        calls.Dispose();
        stopping.Dispose();
    }

    /// <summary>The next in turn of those that take requests; waits while there is none.</summary>
    internal async Task<HostProcess> NextAsync(CancellationToken ct)
    {
        var ready = await ReadyAsync(ct);
        return ready[Interlocked.Increment(ref turn) % ready.Length];
    }

    /// <summary>In the order of their numbers; at least one.</summary>
    private async Task<HostProcess[]> ReadyAsync(CancellationToken ct)
    {
        while (true)
        {
            var next = events.NextReady;
            HostProcess[] ready = [.. instances.Select(instance => instance.Taking).OfType<HostProcess>()];
            if (ready.Length > 0)
                return ready;
            await next.WaitAsync(ct);
        }
    }

    /// <summary>An instance that cannot be kept ends the pool; it must not just be missing.</summary>
    private async Task RunAsync(Instance instance)
    {
        try
        {
            await instance.RunAsync(stopping.Token);
        }
        catch (Exception error)
        {
            events.Fail(new($"Instance {instance.Number} of the function app cannot be run: {error.Message}", ""));
        }
    }

    private bool Signal(int number, Action<Instance> signal)
    {
        if (number < 1 || number > instances.Length)
            return false;
        signal(instances[number - 1]);
        return true;
    }
}
