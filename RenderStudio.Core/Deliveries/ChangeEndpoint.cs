using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Changes an endpoint. A disabled endpoint receives no events, and its pending deliveries end; a replay sends them
/// after it is enabled again.
/// </summary>
public sealed class ChangeEndpoint(EndpointStore store, CheckEndpoint check)
{
    /// <param name="errors">Errors of fields that could not be read.</param>
    public async Task<Result<WebhookEndpoint>> RunAsync(
        Guid id, EndpointChange change, FieldErrors errors, Caller caller, CancellationToken ct)
    {
        if (await store.FindAsync(id, caller.OwnerId, ct) is null)
            return ListEndpoints.NotFound;
        if ((await check.RunAsync(change, errors, ct)).Failed(out var problem, out var valid))
            return problem;
        return await store.ChangeAsync(id, caller.OwnerId, valid, ct) is { } changed
            ? changed
            : ListEndpoints.NotFound;
    }
}
