namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Sends the due deliveries of one endpoint, one after another. Different endpoints are independent: each has a lease,
/// and <see cref="DeliveryGate"/> keeps places for those that answer quickly.
/// </summary>
public sealed class SendDeliveries(
    DeliveryClaimStore claims, DeliveryGate gate, SendNextDelivery next, DeliveryQueues queue, TimeProvider clock)
{
    private const int MaxDeliveries = 20;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20), WaitForPlace = TimeSpan.FromSeconds(2);

    /// <summary>Idempotent: a repeated message finds the lease taken, or nothing due.</summary>
    public async Task RunAsync(Guid endpointId, CancellationToken ct)
    {
        if (await claims.TakeAsync(endpointId, ct) is not { } lease)
            return;
        var place = gate.TryEnter(lease.OwnerId, lease.IsQuick);
        bool more;
        try
        {
            if (place is not null)
                await SendDueAsync(lease, ct);
        }
        finally
        {
            place?.Dispose();
            more = await claims.ReleaseAsync(lease);
        }

        if (more)
            await queue.EnqueueAsync(endpointId, ct, after: place is null ? WaitForPlace : null);
    }

    private async Task SendDueAsync(EndpointLease lease, CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        for (var sent = 1; await next.RunAsync(lease, ct); sent++)
        {
            if (sent == MaxDeliveries || clock.GetElapsedTime(since) >= MaxTime)
                return;
        }
    }
}
