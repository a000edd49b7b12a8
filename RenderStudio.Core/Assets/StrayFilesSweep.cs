using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Deletes files that no row speaks of: of failed completions, broken-off uploads, crashes. A copy in the container where
/// its row does not see it is noted, for whoever settles files.
/// </summary>
public sealed class StrayFilesSweep(
    BlobRowMerge walk, StoredFileList files, FileRowStore rows, PendingMoveStore unsettled,
    IOptions<SweepOptions> options, TimeProvider clock) : ISweep
{
    public string Name => "files without a row";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, removed) = (0, 0);
        var young = clock.GetUtcNow().AddHours(-options.Value.StrayFileHours);
        foreach (var container in StudioContainers.All)
        {
            await foreach (var one in walk.WalkAsync(container, ct))
            {
                if (one.File is not { } file || file.WrittenAt > young
                    || one.Row?.IsPublic == (container == StudioContainers.Public))
                    continue;
                found++;
                if (!dryRun && await ClearAsync(container, one, file, ct))
                    removed++;
            }
        }

        return new(found, removed);
    }

    private Task<bool> ClearAsync(string container, FileBesideRow one, ListedFile file, CancellationToken ct) =>
        one.Row is null
            ? rows.WhileUnwantedAsync(file.Path, () => files.DeleteAsync(container, file, ct), ct)
            : unsettled.AddForPathAsync(file.Path, ct);
}
