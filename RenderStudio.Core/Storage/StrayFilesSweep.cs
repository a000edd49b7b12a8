using Microsoft.Extensions.Options;
using RenderStudio.Core.Reconciliation;

namespace RenderStudio.Core.Storage;

/// <summary>Deletes files that no row speaks of: of failed completions, broken-off uploads, crashes.</summary>
public sealed class StrayFilesSweep(
    FilesBesideRows walk, StoredFileList files, FileRowStore rows, IOptions<SweepOptions> options, TimeProvider clock)
    : ISweep
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
                if (one is not { File: { } file, Row: null } || file.WrittenAt > young)
                    continue;
                found++;
                if (!dryRun && await rows.WhileUnwantedAsync(
                    file.Path, () => files.DeleteAsync(container, file, ct), ct))
                    removed++;
            }
        }

        return new(found, removed);
    }
}
