using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>Publishes an asset or makes it private.</summary>
public sealed class ChangeAssetVisibility(AssetLifeStore store, ChangeVisibility change, GetAsset get)
{
    public async Task<Result<AssetView>> RunAsync(Guid id, bool isPublic, Caller caller, CancellationToken ct)
    {
        if ((await get.RunAsync(id, caller, ct)).Failed(out var problem, out _))
            return problem;
        // Replicate may hold a link to where the photo lies now.
        if (await store.UseAsync(caller.OwnerId, id, ct) is { } inUse)
            return inUse;
        return await change.RunAsync(id, caller.OwnerId, isPublic, ct) is { } refused
            ? refused
            : await get.RunAsync(id, caller, ct);
    }
}
