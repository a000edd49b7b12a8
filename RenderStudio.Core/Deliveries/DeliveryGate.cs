using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Limits the deliveries that this instance sends at the same time: in total, per owner, and for endpoints that are
/// not quick to half of the total. So slow endpoints never hold all places, however many they are.
/// </summary>
public sealed class DeliveryGate(IOptions<DeliveryOptions> options)
{
    private readonly Lock changing = new();
    private readonly Dictionary<Guid, int> byOwner = [];
    private int all;
    private int slow;

    /// <returns>A place to dispose; null when there is none now.</returns>
    public IDisposable? TryEnter(Guid ownerId, bool isQuick)
    {
        lock (changing)
        {
            var own = byOwner.GetValueOrDefault(ownerId);
            if (all >= options.Value.MaxParallel || own >= options.Value.MaxParallelPerOwner
                || (!isQuick && slow >= options.Value.MaxParallel / 2))
                return null;
            Count(ownerId, isQuick, 1);
            return new Place(this, ownerId, isQuick);
        }
    }

    private void Leave(Guid ownerId, bool isQuick)
    {
        lock (changing)
            Count(ownerId, isQuick, -1);
    }

    private void Count(Guid ownerId, bool isQuick, int change)
    {
        all += change;
        slow += isQuick ? 0 : change;
        var own = byOwner.GetValueOrDefault(ownerId) + change;
        if (own == 0)
            byOwner.Remove(ownerId);
        else
            byOwner[ownerId] = own;
    }

    private sealed class Place(DeliveryGate gate, Guid ownerId, bool isQuick) : IDisposable
    {
        private bool left;

        public void Dispose()
        {
            if (left)
                return;
            left = true;
            gate.Leave(ownerId, isQuick);
        }
    }
}
