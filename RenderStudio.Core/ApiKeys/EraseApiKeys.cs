namespace RenderStudio.Core.ApiKeys;

/// <summary>
/// Deletes the keys of an erased owner. A transaction of its own: a release of credits, which locks the spend of a key,
/// may wait for other rows of the erasure.
/// </summary>
public sealed class EraseApiKeys(ApiKeyStore store, AuthenticateKey authenticate)
{
    public async Task RunAsync(Guid ownerId, CancellationToken ct)
    {
        await store.DeleteAllAsync(ownerId, ct);
        authenticate.EvictOwner(ownerId);
    }
}
