using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Assets;

/// <summary>
/// One copied file. The tag identifies the copied bytes, so that a later version at the same path is never deleted.
/// </summary>
public sealed record CopiedFile(string Path, ETag Source);

/// <summary>Copies files from one container to the other, and deletes exactly the copied versions.</summary>
public sealed class FileMoves(BlobServiceClient service, BlobFiles files, TimeProvider clock)
{
    private const int MaxParallel = 4;

    private static readonly TimeSpan SourceLinkTime = TimeSpan.FromMinutes(5);

    /// <summary>Always overwrites the target: the new tag makes a pending deletion by a slower worker fail.</summary>
    /// <returns>The copied files. A file that is not in the source container is omitted.</returns>
    /// <exception cref="RequestFailedException">Status 412: another worker writes to the same files.</exception>
    public async Task<IReadOnlyList<CopiedFile>> CopyAsync(
        IReadOnlyCollection<string> paths, string from, string to, CancellationToken ct)
    {
        var copied = new List<CopiedFile>();
        await Task.WhenAll(paths.Chunk((paths.Count + MaxParallel - 1) / MaxParallel).Select(async some =>
        {
            foreach (var path in some)
            {
                if (await CopyOneAsync(path, from, to, ct) is { } file)
                    lock (copied)
                        copied.Add(file);
            }
        }));
        return copied;
    }

    /// <summary>Deletes the copied files, unless another version was written to their paths since.</summary>
    public Task DeleteSourcesAsync(IReadOnlyCollection<CopiedFile> copied, string from, CancellationToken ct) =>
        Task.WhenAll(copied.Select(file => DeleteAsync(from, file.Path, file.Source, ct)));

    private async Task<CopiedFile?> CopyOneAsync(string path, string from, string to, CancellationToken ct)
    {
        try
        {
            var source = (await Blob(from, path).GetPropertiesAsync(cancellationToken: ct)).Value.ETag;
            var options = new BlobCopyFromUriOptions
            {
                SourceConditions = new BlobRequestConditions { IfMatch = source },
            };
            var link = files.SignRead(from, path, clock.GetUtcNow() + SourceLinkTime);
            await Blob(to, path).SyncCopyFromUriAsync(link, options, ct);
            return new(path, source);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private async Task DeleteAsync(string container, string path, ETag tag, CancellationToken ct)
    {
        try
        {
            await Blob(container, path).DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = tag }, ct);
        }
        catch (RequestFailedException other) when (other.Status == 412)
        {
            // Another worker moved the file back in the meantime; this version belongs to that move.
        }
    }

    private BlobClient Blob(string container, string path) =>
        service.GetBlobContainerClient(container).GetBlobClient(path);
}
