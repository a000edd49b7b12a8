using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>Deletes an asset, row first; what a crash leaves of its files, the sweep takes.</summary>
public sealed class DeleteAsset(AssetLifeStore store, FinishPendingMoves settle)
{
    /// <returns>Null when it is gone.</returns>
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        if (await store.DeleteAsync(caller.OwnerId, id, ct) is { } problem)
            return problem;
        await settle.RunAsync(id, CancellationToken.None);
        return null;
    }
}
