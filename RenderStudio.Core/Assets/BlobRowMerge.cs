using System.Runtime.CompilerServices;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>A path for which a blob, a row, or both exist.</summary>
internal sealed record MergedFile(ListedFile? File, FileRow? Row);

/// <summary>
/// Merges the blobs of a container with the rows, both in the order of their paths. At most one page of each is in
/// memory.
/// </summary>
internal sealed class BlobRowMerge(StoredFileList files, FileRowStore rows)
{
    internal int RowsAtATime { get; init; } = 1000;

    public async IAsyncEnumerable<MergedFile> MergeAsync(
        string container, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var row = RowsAsync(ct).GetAsyncEnumerator(ct);
        var rowsLeft = await row.MoveNextAsync();
        await foreach (var page in files.PagesAsync(container, ct))
        {
            foreach (var file in page)
            {
                while (rowsLeft && string.CompareOrdinal(row.Current.Path, file.Path) < 0)
                {
                    yield return new(null, row.Current);
                    rowsLeft = await row.MoveNextAsync();
                }

                var both = rowsLeft && row.Current.Path == file.Path;
                yield return new(file, both ? row.Current : null);
                if (both)
                    rowsLeft = await row.MoveNextAsync();
            }
        }

        for (; rowsLeft; rowsLeft = await row.MoveNextAsync())
            yield return new(null, row.Current);
    }

    private async IAsyncEnumerable<FileRow> RowsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var after = "";
        while (await rows.AfterAsync(after, RowsAtATime, ct) is { Count: > 0 } batch)
        {
            foreach (var row in batch)
                yield return row;
            after = batch[^1].Path;
        }
    }
}
