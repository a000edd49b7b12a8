using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>Sends an event of type <c>endpoint.test</c> to one endpoint, in the same way as all other events.</summary>
public sealed class SendTestEvent(
    StudioDatabase database, EndpointStore endpoints, DeliveryListStore deliveries, DeliveryQueues queue,
    IOptions<DeliveryOptions> options)
{
    public async Task<Result<DeliveryView>> RunAsync(Guid endpointId, Caller caller, CancellationToken ct)
    {
        if (await endpoints.FindAsync(endpointId, caller.OwnerId, ct) is not { } endpoint)
            return ListEndpoints.NotFound;
        if (!endpoint.Enabled)
            return ListEndpoints.Disabled;
        await using var connection = await database.OpenAsync(ct);
        if (await OutboxStore.TestAsync(connection, endpointId, caller.OwnerId, options.Value.MaxPending)
            is not { } id)
            return TooMany;
        await queue.EnqueueCommittedAsync([endpointId]);
        return await deliveries.FindAsync(id, endpointId, caller.OwnerId, ct) is { } written
            ? written
            : ListEndpoints.NotFound;
    }

    internal static Problem TooMany { get; } = new(
        ProblemCode.RateLimited, "Too many deliveries of this webhook endpoint are pending.",
        RetryAfter: TimeSpan.FromMinutes(1));
}
