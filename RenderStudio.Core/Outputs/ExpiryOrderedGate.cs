namespace RenderStudio.Core.Outputs;

/// <summary>
/// Limits how many outputs are held in memory at the same time. One owner holds at most all places but one, and outputs
/// that were slow in an earlier attempt hold at most half of the places, so that other owners are served. Among the
/// waiting outputs, the gate admits first the one whose owner, then whose render, holds the fewest places, and then the
/// one that expires first.
/// </summary>
public sealed class ExpiryOrderedGate(int places)
{
    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private readonly List<TurnRequest> held = [];
    private readonly int mostOfOneOwner = Math.Max(1, places - 1), mostSlow = Math.Max(1, places / 2);

    /// <summary>Waits for a place. Disposing the result releases the place; a canceled wait holds none.</summary>
    public async Task<OutputTurn> TakeAsync(TurnRequest request, CancellationToken ct)
    {
        var place = new Waiting(request, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            waiting.Add(place);
            Grant();
        }

        await using var registered = ct.Register(() => place.Turn.TrySetCanceled(ct));
        return await place.Turn.Task;
    }

    internal void Release(TurnRequest request)
    {
        lock (gate)
        {
            held.Remove(request);
            Grant();
        }
    }

    private void Grant()
    {
        while (held.Count < places && Next() is { } next)
        {
            waiting.Remove(next);
            if (next.Turn.TrySetResult(new(this, next.Request)))
                held.Add(next.Request);
        }
    }

    private Waiting? Next() => waiting
        .Where(place => IsAllowed(place.Request))
        .OrderBy(place => HeldByOwner(place.Request))
        .ThenBy(place => held.Count(turn => turn.RenderId == place.Request.RenderId))
        .ThenBy(place => place.Request.Expires)
        .FirstOrDefault();

    private bool IsAllowed(TurnRequest request) =>
        HeldByOwner(request) < mostOfOneOwner && (!request.WasSlow || held.Count(turn => turn.WasSlow) < mostSlow);

    private int HeldByOwner(TurnRequest request) => held.Count(turn => turn.OwnerId == request.OwnerId);

    private sealed record Waiting(TurnRequest Request, TaskCompletionSource<OutputTurn> Turn);
}

/// <param name="Expires">When Replicate deletes the output.</param>
/// <param name="WasSlow">True when an earlier attempt was canceled for its speed.</param>
public sealed record TurnRequest(Guid OwnerId, Guid RenderId, DateTimeOffset Expires, bool WasSlow = false);

public sealed class OutputTurn(ExpiryOrderedGate turns, TurnRequest request) : IDisposable
{
    private bool ended;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref ended, true))
            turns.Release(request);
    }
}
