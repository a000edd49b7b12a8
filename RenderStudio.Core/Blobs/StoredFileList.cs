using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace RenderStudio.Core.Blobs;

/// <summary>A file as storage lists it.</summary>
internal sealed record ListedFile(string Path, DateTimeOffset WrittenAt, ETag Tag);

/// <summary>Lists the files of a container in the order of their paths, by ordinal comparison.</summary>
internal sealed class StoredFileList(BlobServiceClient service)
{
    internal int PageSize { get; init; } = 2000;

    public async IAsyncEnumerable<IReadOnlyList<ListedFile>> PagesAsync(
        string container, [EnumeratorCancellation] CancellationToken ct)
    {
        var blobs = service.GetBlobContainerClient(container).GetBlobsAsync(cancellationToken: ct);
        await foreach (var page in blobs.AsPages(pageSizeHint: PageSize))
        {
            // A listing may contain empty pages before its end.
            if (page.Values.Count > 0)
                yield return [.. page.Values.Select(Listed)];
        }
    }

    public async Task<bool> ExistsAsync(string container, string path, CancellationToken ct) =>
        await Blob(container, path).ExistsAsync(ct);

    /// <summary>Deletes the file unless it changed since it was listed.</summary>
    public async Task<bool> DeleteAsync(string container, ListedFile file, CancellationToken ct)
    {
        try
        {
            return await Blob(container, file.Path).DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = file.Tag }, ct);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            return false;
        }
    }

    private static ListedFile Listed(BlobItem blob) =>
        new(blob.Name, blob.Properties.LastModified!.Value, blob.Properties.ETag!.Value);

    private BlobClient Blob(string container, string path) =>
        service.GetBlobContainerClient(container).GetBlobClient(path);
}
