using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>Publishes an asset or makes it private.</summary>
public sealed class ChangeAssetVisibility(AssetLifeStore store, ChangeVisibility change, GetAsset get)
{
    public async Task<Result<AssetView>> RunAsync(Guid id, bool isPublic, Caller caller, CancellationToken ct)
    {
        if ((await get.RunAsync(id, caller, ct)).Failed(out var problem, out _))
            return problem;
        // Replicate can hold a link to the current location of the photo.
        if (await store.CheckUnusedAsync(caller.OwnerId, id, ct) is { } inUse)
            return inUse;
        return await change.RunAsync(id, caller.OwnerId, isPublic, ct) is { } error
            ? error
            : await get.RunAsync(id, caller, ct);
    }
}
