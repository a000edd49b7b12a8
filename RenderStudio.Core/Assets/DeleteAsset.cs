using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Deletes an asset, row first. After a crash, the sweep of pending moves deletes its remaining files.
/// </summary>
public sealed class DeleteAsset(AssetLifeStore store, FinishPendingMoves finish)
{
    /// <returns>Null on success.</returns>
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        if (await store.DeleteAsync(caller.OwnerId, id, ct) is { } problem)
            return problem;
        await finish.RunAsync(id, CancellationToken.None);
        return null;
    }
}
