using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Deletes files that no row refers to, which failed completions, interrupted uploads and crashes leave. For a copy in
/// the wrong container, it adds a pending move.
/// </summary>
internal sealed class StrayFilesSweep(
    BlobRowMerge merge, StoredFileList files, FileRowStore rows, PendingMoveStore pendingMoves,
    IOptions<SweepOptions> options, TimeProvider clock) : ISweep
{
    public string Name => "files without a row";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var young = clock.GetUtcNow().AddHours(-options.Value.StrayFileHours);
        foreach (var container in StudioContainers.All)
        {
            await foreach (var one in merge.MergeAsync(container, ct))
            {
                if (one.File is not { } file || file.WrittenAt > young
                    || one.Row?.IsPublic == (container == StudioContainers.Public))
                    continue;
                found++;
                if (!dryRun && await RemoveAsync(container, one, file, ct))
                    removed++;
            }
        }

        return new(found, removed);
    }

    private Task<bool> RemoveAsync(string container, MergedFile one, ListedFile file, CancellationToken ct) =>
        one.Row is null
            ? rows.DeleteUnreferencedAsync(file.Path, () => files.DeleteAsync(container, file, ct), ct)
            : pendingMoves.AddForPathAsync(file.Path, ct);
}
