using Microsoft.Extensions.Logging;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Marks rows whose file is not in storage, for somebody to look into, and takes the mark back where it is there again.
/// Nothing is deleted: a backup may bring the file back.
/// </summary>
public sealed partial class MissingFilesSweep(
    BlobRowMerge walk, StoredFileList files, FileRowStore rows, ILogger<MissingFilesSweep> logger) : ISweep
{
    private const int Batch = 200;

    public string Name => "rows without a file";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var (found, marked) = (0, 0);
        List<string> missing = [], back = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var (file, row) in walk.WalkAsync(container, ct))
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

    // A file may have been moved since it was listed: only one that is in no container is missing.
    private async Task<bool> IsMissingAsync(FileRow row, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
        {
            if (await files.ExistsAsync(container, row.Path, ct))
                return false;
        }

        return true;
    }

    /// <returns>How many rows were changed; the lists are empty then.</returns>
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
        Message = "{Count} files that rows speak of are missing, the first is {Path}")]
    private static partial void LogMissing(ILogger logger, int count, string path);
}
