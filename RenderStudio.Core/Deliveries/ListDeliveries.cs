using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>Lists the deliveries of an endpoint, newest first.</summary>
public sealed class ListDeliveries(EndpointStore endpoints, DeliveryListStore store)
{
    public static IReadOnlyList<string> Statuses { get; } = ["pending", "succeeded", "failed"];

    public async Task<Result<Page<DeliveryView>>> RunAsync(
        Guid endpointId, DeliveryFilter filter, Caller caller, CancellationToken ct)
    {
        if (await endpoints.FindAsync(endpointId, caller.OwnerId, ct) is null)
            return ListEndpoints.NotFound;
        var rows = await store.PageAsync(endpointId, caller.OwnerId, filter, ct);
        return Page.Of(rows, filter.Limit, row => new(row.OccurredAt, row.Id));
    }
}
