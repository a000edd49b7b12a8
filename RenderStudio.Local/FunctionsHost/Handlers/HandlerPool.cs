using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>The instances behind one address.</summary>
internal sealed class HandlerPool(
    IReadOnlyList<HandlerSupervisor> instances, TimeSpan initializationTimeout, HostEnding ending, TimeProvider time)
{
    private uint turn;

    public IReadOnlyList<HandlerSupervisor> Instances => instances;

    /// <summary>The next handler in turn among those that are ready, as a front end spreads requests. One that is
    /// frozen gets none while there is another.</summary>
    public async Task<HandlerLife> NextAsync(CancellationToken ct)
    {
        await WaitForAnyAsync(instances.Select(instance => instance.Ready), ct);
        HandlerLife[] ready = [.. Ready().Where(life => !life.Frozen)];
        if (ready.Length == 0)
            ready = [.. Ready()];
        return ready.Length > 0 ? ready[Interlocked.Increment(ref turn) % ready.Length] : await NextAsync(ct);
    }

    /// <summary>Always the first that can work: where the timers run.</summary>
    public async Task<HandlerLife> SteadyAsync(CancellationToken ct)
    {
        await WaitForAnyAsync(instances.Select(instance => instance.Ready), ct);
        return Ready().FirstOrDefault(life => !life.Frozen) ?? Ready().FirstOrDefault() ?? await SteadyAsync(ct);
    }

    /// <summary>Completes when the handler has been frozen for so long at a stretch while another could take its
    /// place.</summary>
    public async Task SupersededAsync(HandlerLife life, TimeSpan after, CancellationToken ct)
    {
        for (var since = time.GetTimestamp(); time.GetElapsedTime(since) <= after;)
        {
            await Task.Delay(after / 50, time, ct);
            if (!life.Frozen || Ready().All(other => other.Frozen))
                since = time.GetTimestamp();
        }
    }

    /// <summary>This instance's handler. Throws, and ends the host, when it is not back in time.</summary>
    public async Task<HandlerLife> OfAsync(HandlerSupervisor instance, CancellationToken ct) =>
        await await WaitForAnyAsync([instance.Ready], ct);

    private IEnumerable<HandlerLife> Ready() =>
        from instance in instances
        let ready = instance.Ready
        where ready.IsCompletedSuccessfully
        select instance.Current;

    // An invocation waits through every restart that the handler is allowed, and then takes the host with it.
    private async Task<Task<HandlerLife>> WaitForAnyAsync(IEnumerable<Task<HandlerLife>> ready, CancellationToken ct)
    {
        try
        {
            return await Task.WhenAny(ready).WaitAsync((Strikes.Allowed + 1) * initializationTimeout, time, ct);
        }
        catch (TimeoutException)
        {
            const string Reason = "An invocation waited too long for the function app to start, "
                + "for which the Functions host shuts itself down.";
            ending.Fail(Reason, [.. instances.SelectMany(instance => instance.Output.Lines())]);
            throw new InvocationFailedException(Reason);
        }
    }
}
