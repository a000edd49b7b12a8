using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>Deletes an endpoint with its deliveries. A try that is in progress is not interrupted.</summary>
public sealed class DeleteEndpoint(EndpointStore store)
{
    /// <returns>Null on success.</returns>
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct) =>
        await store.DeleteAsync(id, caller.OwnerId, ct) ? null : ListEndpoints.NotFound;
}
