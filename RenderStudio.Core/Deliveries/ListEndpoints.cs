using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Deliveries;

/// <summary>Lists the endpoints of an owner, newest first, without their secrets.</summary>
public sealed class ListEndpoints(EndpointStore store)
{
    /// <returns>One page; the number of endpoints is limited.</returns>
    public async Task<Page<WebhookEndpoint>> RunAsync(Caller caller, CancellationToken ct) =>
        new(await store.ListAsync(caller.OwnerId, ct), null);

    public async Task<Result<WebhookEndpoint>> FindAsync(Guid id, Caller caller, CancellationToken ct) =>
        await store.FindAsync(id, caller.OwnerId, ct) is { } found ? found : NotFound;

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no such webhook endpoint.");

    internal static Problem Disabled { get; } = new(
        ProblemCode.EndpointDisabled, "The webhook endpoint is disabled. Enable it first.");
}
