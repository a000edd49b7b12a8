using Microsoft.Extensions.Logging;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Marks rows whose file is not in storage, so that an operator can investigate, and removes the mark when the file
/// exists again. No row is deleted, because a backup can restore the file.
/// </summary>
internal sealed partial class MissingFilesSweep(
    BlobRowMerge merge, StoredFileList files, FileRowStore rows, ILogger<MissingFilesSweep> logger) : ISweep
{
    private const int Batch = 200;

    public string Name => "rows without a file";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, marked) = (0, 0);
        List<string> missing = [], back = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var (file, row) in merge.MergeAsync(container, ct))
            {
                if (row is null || row.IsPublic != (container == StudioContainers.Public))
                    continue;
                if (file is null && row.Expected && await IsMissingAsync(row, ct))
                {
                    found++;
                    if (!row.Missing)
                        missing.Add(row.Path);
                }
                else if (file is not null && row.Missing)
                {
                    back.Add(row.Path);
                }

                if (missing.Count + back.Count >= Batch)
                    marked += await WriteAsync(missing, back, dryRun, ct);
            }
        }

        marked += await WriteAsync(missing, back, dryRun, ct);
        return new(found, marked);
    }

    // The file may have been moved since it was listed; it is missing only if it is in no container.
    private async Task<bool> IsMissingAsync(FileRow row, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
        {
            if (await files.ExistsAsync(container, row.Path, ct))
                return false;
        }

        return true;
    }

    /// <returns>The number of changed rows. Both lists are empty afterwards.</returns>
    private async Task<int> WriteAsync(List<string> missing, List<string> back, bool dryRun, CancellationToken ct)
    {
        var count = dryRun ? 0 : missing.Count + back.Count;
        if (missing.Count > 0)
            LogMissing(logger, missing.Count, missing[0]);
        if (!dryRun)
        {
            await rows.MarkAsync(missing, missing: true, ct);
            await rows.MarkAsync(back, missing: false, ct);
        }

        missing.Clear();
        back.Clear();
        return count;
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Files that rows refer to are missing from storage: {Count}, starting with {Path}")]
    private static partial void LogMissing(ILogger logger, int count, string path);
}
