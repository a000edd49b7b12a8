using RenderStudio.Core.Identity;

namespace RenderStudio.Core.ApiKeys;

/// <summary>
/// Deletes a key. This instance rejects it at once, other instances when their cache expires. It can hold no credits
/// after the deletion; generations that it submitted continue.
/// </summary>
public sealed class DeleteApiKey(ApiKeyStore store, AuthenticateKey authenticate)
{
    /// <returns>Null on success.</returns>
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        if (!await store.DeleteAsync(id, caller.OwnerId, ct))
            return new(ProblemCode.NotFound, "There is no such API key.");
        authenticate.Evict(id);
        return null;
    }
}
