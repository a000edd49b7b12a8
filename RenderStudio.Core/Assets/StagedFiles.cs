using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Staged files of presigned uploads. The client chooses the type of blob, access tier, encryption key and size; the
/// link does not limit them.
/// </summary>
public sealed class StagedFiles(BlobServiceClient service, OwnerStore owners)
{
    /// <summary>
    /// Reads all bytes of one version of the file into a single buffer, unless the length is not <paramref
    /// name="expected"/>, the file cannot be read, or no memory is available.
    /// </summary>
    /// <param name="tryTake">Called once to reserve the memory before it is allocated.</param>
    /// <returns>Null when the file does not exist or was overwritten during the call.</returns>
    public async Task<StagedFile?> ReadAsync(
        Guid grantId, long expected, Func<long, bool> tryTake, CancellationToken ct)
    {
        try
        {
            var found = (await Blob(grantId).GetPropertiesAsync(cancellationToken: ct)).Value;
            if (found.ContentLength != expected)
                return new(found.ContentLength, null, StagedState.OtherLength);
            if (!tryTake(expected))
                return new(found.ContentLength, null, StagedState.NoMemory);
            var sameVersion = new BlobDownloadOptions { Conditions = new() { IfMatch = found.ETag } };
            var content = await BlobFiles.ReadAsync(Blob(grantId), sameVersion, ct);
            return new(found.ContentLength, content.ToMemory(), StagedState.Read);
        }
        // BlobArchived, BlobUsesCustomerSpecifiedEncryption:
        // https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
        catch (RequestFailedException unreadable) when (unreadable.Status == 409)
        {
            return new(0, null, StagedState.Unreadable);
        }
        catch (RequestFailedException other) when (other.Status is 404 or 412)
        {
            return null;
        }
    }

    /// <summary>Whether the file is larger than its grant announced.</summary>
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

    /// <summary>All staged files, in pages.</summary>
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
    /// Replaces the uploaded file with an empty one, so that a link with only the create permission can no longer write
    /// it. Of an erased owner, no file remains, not even an empty one.
    /// </summary>
    public async Task EndLinkAsync(UploadGrant grant, CancellationToken ct)
    {
        await DeleteAsync(grant.Id, ct);
        await Blob(grant.Id).UploadAsync(new BinaryData(ReadOnlyMemory<byte>.Empty), overwrite: true, ct);
        // An erasure that began before this point may already have deleted the owner's staged files.
        if (await owners.IsErasedAsync(grant.OwnerId, ct))
            await DeleteAsync(grant.Id, ct);
    }

    private BlobContainerClient Container => service.GetBlobContainerClient(StudioContainers.Private);

    private BlobClient Blob(Guid grantId) => Container.GetBlobClient(StoragePaths.Staging(grantId));
}

/// <param name="Bytes">Length of the file; 0 when it cannot be read.</param>
/// <param name="Content">Null unless the file was read.</param>
public sealed record StagedFile(long Bytes, ReadOnlyMemory<byte>? Content, StagedState State);

public enum StagedState
{
    Read,

    /// <summary>The length is not the expected one.</summary>
    OtherLength,

    /// <summary>No memory is available at the moment.</summary>
    NoMemory,

    /// <summary>The file is in the archive tier or encrypted with a customer-provided key.</summary>
    Unreadable,
}

public sealed record StagedBlob(Guid GrantId, long Bytes, DateTimeOffset WrittenAt)
{
    /// <summary>Null for a name that does not belong to a grant.</summary>
    internal static StagedBlob? TryRead(BlobItem blob) =>
        Guid.TryParse(blob.Name[StoragePaths.StagingFolder.Length..], out var id)
            ? new(id, blob.Properties.ContentLength ?? 0, blob.Properties.LastModified!.Value)
            : null;
}
