using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace RenderStudio.Core.Storage;

/// <summary>
/// What was uploaded by grant. The client chose all of it: type of blob, access tier, encryption key, size; a link does
/// not limit them.
/// </summary>
public sealed class StagedFiles(BlobServiceClient service)
{
    /// <summary>Its bytes, all of one version of it, unless there are too many or they cannot be read.</summary>
    /// <returns>Null when there is no such file, or it was written to meanwhile.</returns>
    public async Task<StagedFile?> ReadAsync(Guid grantId, long atMost, CancellationToken ct)
    {
        try
        {
            var found = (await Blob(grantId).GetPropertiesAsync(cancellationToken: ct)).Value;
            if (found.ContentLength > atMost)
                return new(found.ContentLength, null, Readable: true);
            var sameVersion = new BlobDownloadOptions { Conditions = new() { IfMatch = found.ETag } };
            var content = (await Blob(grantId).DownloadContentAsync(sameVersion, ct)).Value.Content;
            return new(found.ContentLength, content, Readable: true);
        }
        // BlobArchived, BlobUsesCustomerSpecifiedEncryption:
        // https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
        catch (RequestFailedException unreadable) when (unreadable.Status == 409)
        {
            return new(0, null, Readable: false);
        }
        catch (RequestFailedException other) when (other.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Whether there is more of a file than was announced.</summary>
    public async Task<bool> ExceedsAsync(UploadGrant grant, CancellationToken ct)
    {
        try
        {
            return (await Blob(grant.Id).GetPropertiesAsync(cancellationToken: ct)).Value.ContentLength > grant.Bytes;
        }
        catch (RequestFailedException unknown) when (unknown.Status is 404 or 409)
        {
            return false;
        }
    }

    /// <summary>All of them, in pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<StagedBlob>> PagesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var blobs = Container.GetBlobsAsync(new GetBlobsOptions { Prefix = StoragePaths.StagingFolder }, ct);
        await foreach (var page in blobs.AsPages())
        {
            yield return [.. page.Values.Select(StagedBlob.TryRead).OfType<StagedBlob>()];
        }
    }

    /// <returns>False when there was nothing to delete.</returns>
    public async Task<bool> DeleteAsync(Guid grantId, CancellationToken ct)
    {
        try
        {
            return await Blob(grantId).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, ct);
        }
        catch (RequestFailedException leased) when (leased.ErrorCode == BlobErrorCode.LeaseIdMissing)
        {
            await Blob(grantId).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: ct);
            return await Blob(grantId).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, ct);
        }
    }

    /// <summary>
    /// Leaves an empty file in place of what was uploaded, so that a link which may only create it can no longer do so.
    /// </summary>
    public async Task EmptyAsync(Guid grantId, CancellationToken ct)
    {
        await DeleteAsync(grantId, ct);
        await Blob(grantId).UploadAsync(new BinaryData(ReadOnlyMemory<byte>.Empty), overwrite: true, ct);
    }

    private BlobContainerClient Container => service.GetBlobContainerClient(StudioContainers.Private);

    private BlobClient Blob(Guid grantId) => Container.GetBlobClient(StoragePaths.Staging(grantId));
}

/// <param name="Bytes">0 when it cannot be read.</param>
/// <param name="Content">Null when there is more of it than was asked for, or it cannot be read.</param>
/// <param name="Readable">False for the archive tier and for encryption with the client's own key.</param>
public sealed record StagedFile(long Bytes, BinaryData? Content, bool Readable);

public sealed record StagedBlob(Guid GrantId, long Bytes, DateTimeOffset WrittenAt)
{
    /// <summary>Null for a name that no grant gave.</summary>
    internal static StagedBlob? TryRead(BlobItem blob) =>
        Guid.TryParse(blob.Name[StoragePaths.StagingFolder.Length..], out var id)
            ? new(id, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified!.Value)
            : null;
}
