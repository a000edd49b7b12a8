namespace RenderStudio.Core.Outputs;

/// <summary>
/// Limits how many outputs are held in memory at the same time. One owner holds at most all slots but one, and outputs
/// that were slow in an earlier attempt hold at most half of the slots, so that other owners are served. Among the
/// waiting outputs, the gate admits first the one whose owner, then whose render, holds the fewest slots, and then the
/// one that expires first.
/// </summary>
internal sealed class ExpiryOrderedGate(int slots)
{
    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private readonly List<GateRequest> held = [];
    private readonly int mostOfOneOwner = Math.Max(1, slots - 1), mostSlow = Math.Max(1, slots / 2);

    /// <summary>Waits for a slot. Disposing the result releases the slot; a canceled wait holds none.</summary>
    public async Task<GateEntry> TakeAsync(GateRequest request, CancellationToken ct)
    {
        var waiter = new Waiting(request, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(waiter);
            Grant();
        }

        await using var registered = ct.Register(() => waiter.Entry.TrySetCanceled(ct));
        return await waiter.Entry.Task;
    }

    internal void Release(GateRequest request)
    {
        lock (gate)
        {
            held.Remove(request);
            Grant();
        }
    }

    private void Grant()
    {
        while (held.Count < slots && Next() is { } next)
        {
            waiting.Remove(next);
            if (next.Entry.TrySetResult(new(this, next.Request)))
                held.Add(next.Request);
        }
    }

    private Waiting? Next() => waiting
        .Where(waiter => IsAllowed(waiter.Request))
        .OrderBy(waiter => HeldByOwner(waiter.Request))
        .ThenBy(waiter => held.Count(entry => entry.RenderId == waiter.Request.RenderId))
        .ThenBy(waiter => waiter.Request.Expires)
        .FirstOrDefault();

    private bool IsAllowed(GateRequest request) =>
        HeldByOwner(request) < mostOfOneOwner && (!request.WasSlow || held.Count(entry => entry.WasSlow) < mostSlow);

    private int HeldByOwner(GateRequest request) => held.Count(entry => entry.OwnerId == request.OwnerId);

    private sealed record Waiting(GateRequest Request, TaskCompletionSource<GateEntry> Entry);
}

/// <param name="Expires">When Replicate deletes the output.</param>
/// <param name="WasSlow">True when an earlier attempt was canceled for its speed.</param>
internal sealed record GateRequest(Guid OwnerId, Guid RenderId, DateTimeOffset Expires, bool WasSlow = false);

internal sealed class GateEntry(ExpiryOrderedGate gate, GateRequest request) : IDisposable
{
    private bool ended;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref ended, true))
            gate.Release(request);
    }
}
