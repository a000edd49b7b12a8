using Microsoft.Extensions.Logging;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Uploads an owner's picture: stores a clean copy, records it, then deletes the files of the asset that it replaces.
/// </summary>
public sealed partial class UploadAsset(
    CheckStorage storage, AssetFiles files, AssetLifeStore store, FinishPendingMoves finish, AssetViews views,
    ILogger<UploadAsset> logger)
{
    /// <returns>A problem with the picture names the field <c>file</c>.</returns>
    /// <param name="generationId">A generation of the owner that the asset belongs to; null for none.</param>
    public async Task<Result<AssetView>> RunAsync(
        AssetKind kind, Guid? generationId, ReadOnlyMemory<byte> upload, Caller caller, CancellationToken ct)
    {
        // A logo replaces another one, and may be smaller.
        if (!kind.IsSingle && await storage.RunAsync(caller.OwnerId, new(1, 1), ct) is { } full)
            return full;
        if ((await files.StoreAsync(caller.OwnerId, kind, upload, ct)).Failed(out var problem, out var stored))
            return problem.In("file");
        var asset = stored with { GenerationId = generationId };
        var added = await files.UnlessErasedAsync([asset], () => store.AddAsync(asset, kind, CancellationToken.None));
        if (added.Failed(out problem, out var recorded))
        {
            await files.DiscardAsync(asset);
            return problem;
        }

        await DeleteReplacedAsync(recorded.Replaced);
        return views.Of(recorded.Asset);
    }

    /// <summary>
    /// The new asset is valid even if the deletion of the old files fails: the sweep finishes the pending move.
    /// </summary>
    internal async Task DeleteReplacedAsync(IEnumerable<Guid> replaced)
    {
        foreach (var old in replaced)
        {
            try
            {
                await finish.RunAsync(old, CancellationToken.None);
            }
            catch (Exception error) when (Outage.IsCauseOf(error))
            {
                LogDelayed(logger, old, error);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not delete the files of asset {AssetId}; the sweep will retry")]
    private static partial void LogDelayed(ILogger logger, Guid assetId, Exception error);
}
