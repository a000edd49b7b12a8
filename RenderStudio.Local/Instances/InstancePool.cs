using RenderStudio.Local.Children;

namespace RenderStudio.Local.Instances;

/// <summary>The instances of the function app. Each is a Functions host process.</summary>
public sealed class InstancePool : IAsyncDisposable
{
    private readonly InstanceEvents events = new();
    private readonly HostCalls calls = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Instance[] instances;
    private Task running = Task.CompletedTask;
    private uint next;
    private bool disposed;

    public InstancePool(InstancePoolOptions options) =>
        instances = [.. Enumerable.Range(1, options.Count)
            .Select(number => new Instance(number, options, calls, events))];

    /// <summary>Completes when an instance ends without a request.</summary>
    public Task<InstanceFailure> Failed => events.Failed;

    /// <summary>Starts all instances and returns when every one runs.</summary>
    /// <exception cref="CannotStartException">An instance did not start.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        running = Task.WhenAll(instances.Select(RunAsync));
        while (instances.Any(instance => instance.Accepting is null))
        {
            var ready = events.NextReady;
            if (instances.Any(instance => instance.Accepting is null))
                await Task.WhenAny(ready, Failed).WaitAsync(ct);
            if (Failed.IsCompleted)
                throw new CannotStartException($"{await Failed}");
        }
    }

    public async Task<IReadOnlyList<InstanceStatus>> StatusAsync(CancellationToken ct) =>
        await Task.WhenAll(instances.Select(instance => instance.StatusAsync(ct)));

    /// <summary>Runs a timer function in the first ready instance and returns when the run has ended.</summary>
    public async Task<TimerRun> RunTimerAsync(string function, CancellationToken ct) =>
        await calls.RunTimerAsync((await ReadyAsync(ct))[0], function, ct);

    /// <summary>
    /// Sends SIGKILL to host and worker, as when the platform removes the instance. The instance is started again.
    /// </summary>
    /// <returns>False when the instance does not exist.</returns>
    public bool Kill(int number) => Signal(number, instance => instance.Kill());

    /// <summary>
    /// Sends SIGSTOP to host and worker. No request is sent to the instance until <see cref="Continue"/>.
    /// </summary>
    public bool Stop(int number) => Signal(number, instance => instance.Freeze());

    /// <summary>Sends SIGCONT to host and worker.</summary>
    public bool Continue(int number) => Signal(number, instance => instance.Thaw());

    /// <summary>
    /// Sends SIGTERM to the hosts and SIGKILL to the remaining processes of their groups. A second call does nothing.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
            return;
        await stopping.CancelAsync();
        await running;
        calls.Dispose();
        stopping.Dispose();
    }

    /// <summary>Returns the next instance that accepts requests, in rotation, and waits while there is none.</summary>
    internal async Task<HostProcess> NextAsync(CancellationToken ct)
    {
        var ready = await ReadyAsync(ct);
        return ready[Interlocked.Increment(ref next) % ready.Length];
    }

    /// <summary>
    /// Returns the instances that accept requests in the order of their numbers; waits for at least one.
    /// </summary>
    private async Task<HostProcess[]> ReadyAsync(CancellationToken ct)
    {
        while (true)
        {
            var becomesReady = events.NextReady;
            HostProcess[] ready = [.. instances.Select(instance => instance.Accepting).OfType<HostProcess>()];
            if (ready.Length > 0)
                return ready;
            await becomesReady.WaitAsync(ct);
        }
    }

    /// <summary>
    /// Runs an instance. An unexpected error fails the pool, so that no instance is missing unnoticed.
    /// </summary>
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
