using Microsoft.Extensions.Logging;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>Takes an owner's picture: stores a clean copy, writes it down, then lets go what it replaces.</summary>
public sealed partial class UploadAsset(
    AssetFiles files, AssetLifeStore store, FinishPendingMoves settle, AssetViews views, ILogger<UploadAsset> logger)
{
    /// <param name="generationId">One of the owner's that it belongs to; null for none.</param>
    public async Task<Result<AssetView>> RunAsync(
        AssetKind kind, Guid? generationId, ReadOnlyMemory<byte> upload, Caller caller, CancellationToken ct)
    {
        if ((await files.StoreAsync(caller.OwnerId, kind, upload, ct)).Failed(out var problem, out var stored))
            return problem;
        var asset = stored with { GenerationId = generationId };
        if (await files.UnlessErasedAsync(
            [asset], () => store.AddAsync(asset, kind, CancellationToken.None)) is not { } recorded)
        {
            await files.DiscardAsync(asset);
            return Problem.OfField("generationId", "There is no such generation of yours.");
        }

        await LetGoAsync(recorded.Replaced);
        return views.Of(recorded.Asset);
    }

    /// <summary>The new picture stands whatever happens to the old one's files: the sweep has them noted.</summary>
    internal async Task LetGoAsync(IEnumerable<Guid> replaced)
    {
        foreach (var old in replaced)
        {
            try
            {
                await settle.RunAsync(old, CancellationToken.None);
            }
            catch (Exception trouble) when (Outage.IsCauseOf(trouble))
            {
                LogLeft(logger, old, trouble);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The files of asset {AssetId} wait for the sweep")]
    private static partial void LogLeft(ILogger logger, Guid assetId, Exception trouble);
}
