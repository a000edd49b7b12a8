using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.ApiKeys;

/// <summary>Lists the keys of an owner, newest first, with their spend of this month.</summary>
public sealed class ListApiKeys(ApiKeyStore store, TimeProvider clock)
{
    /// <returns>One page; the number of keys is limited.</returns>
    public async Task<Page<ApiKey>> RunAsync(Caller caller, CancellationToken ct) =>
        new(await store.ListAsync(caller.OwnerId, clock.GetUtcNow().UtcDateTime, ct), null);
}
