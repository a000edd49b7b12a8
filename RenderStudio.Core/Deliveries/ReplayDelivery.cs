using Microsoft.Extensions.Options;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Sends a delivery again, with the same id and body and with all its tries. A pending delivery is sent at once.
/// </summary>
public sealed class ReplayDelivery(
    EndpointStore endpoints, DeliveryListStore deliveries, DeliveryQueues queue, IOptions<DeliveryOptions> options)
{
    public async Task<Result<DeliveryView>> RunAsync(
        Guid endpointId, Guid deliveryId, Caller caller, CancellationToken ct)
    {
        if (await endpoints.FindAsync(endpointId, caller.OwnerId, ct) is not { } endpoint)
            return ListEndpoints.NotFound;
        if (await deliveries.FindAsync(deliveryId, endpointId, caller.OwnerId, ct) is null)
            return new Problem(ProblemCode.NotFound, "There is no such delivery.");
        if (!endpoint.Enabled)
            return ListEndpoints.Disabled;
        if (await deliveries.ReplayAsync(deliveryId, endpointId, caller.OwnerId, options.Value.MaxPending, ct)
            is not { } replayed)
            return SendTestEvent.TooMany;
        await queue.EnqueueCommittedAsync([endpointId]);
        return replayed;
    }
}
