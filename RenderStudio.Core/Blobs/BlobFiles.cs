using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace RenderStudio.Core.Blobs;

/// <summary>Reads and writes whole files in blob storage. Files are written once and never changed in place.</summary>
public sealed class BlobFiles(BlobServiceClient service, BlobSigner signer)
{
    // Names are unique or derived from the content, so a cached file never becomes stale.
    private const string CacheForever = "private, max-age=31536000, immutable";

    // One request per file: the service verifies the MD5 of the whole file before the file exists, and stores it.
    private static readonly StorageTransferOptions InOnePiece = new() { InitialTransferSize = 64 * 1024 * 1024 };

    private static readonly UploadTransferValidationOptions CheckedByMd5 =
        new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    /// <summary>Creates a file. The service verifies length and MD5 before the file exists.</summary>
    /// <returns>False when the path already exists, which for a path derived from the content means success.</returns>
    public async Task<bool> CreateAsync(
        string container, string path, ReadOnlyMemory<byte> content, string contentType, CancellationToken ct)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders
            {
                ContentType = contentType,
                CacheControl = CacheForever,
            },
            TransferOptions = InOnePiece,
            TransferValidation = CheckedByMd5,
        };
        try
        {
            await Blob(container, path).UploadAsync(new BinaryData(content), options, ct);
            return true;
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return false;
        }
    }

    /// <summary>The file's bytes; null when there is no such file.</summary>
    public async Task<BinaryData?> ReadAsync(string container, string path, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(Blob(container, path), new(), ct);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Allocates the length of the file once; <c>DownloadContent</c> grows a buffer and copies it.</summary>
    internal static async Task<BinaryData> ReadAsync(BlobClient blob, BlobDownloadOptions options, CancellationToken ct)
    {
        using var download = (await blob.DownloadStreamingAsync(options, ct)).Value;
        var content = new byte[download.Details.ContentLength];
        await download.Content.ReadExactlyAsync(content, ct);
        return new BinaryData(content);
    }

    /// <summary>Opens the file, or a part of it, for sequential reading. Only one buffer is in memory.</summary>
    /// <param name="length">Null for the whole file after <paramref name="from"/>.</param>
    /// <returns>Null when there is no such file.</returns>
    public async Task<Stream?> OpenAsync(
        string container, string path, CancellationToken ct, long from = 0, long? length = null)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(from, length) };
            return (await Blob(container, path).DownloadStreamingAsync(options, ct)).Value.Content;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    public async Task<bool> ExistsAsync(string container, string path, CancellationToken ct) =>
        await Blob(container, path).ExistsAsync(ct);

    /// <summary>Deletes every file whose path begins with <paramref name="folder"/>, which ends in a slash.</summary>
    /// <returns>The number of deleted files.</returns>
    public async Task<int> DeleteFolderAsync(string container, string folder, CancellationToken ct)
    {
        var count = 0;
        await foreach (var blob in service.GetBlobContainerClient(container).GetBlobsAsync(
            new GetBlobsOptions { Prefix = folder }, ct))
        {
            if (await DeleteAsync(container, blob.Name, ct))
                count++;
        }

        return count;
    }

    /// <returns>False when there was nothing to delete.</returns>
    public async Task<bool> DeleteAsync(string container, string path, CancellationToken ct) =>
        await Blob(container, path).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, ct);

    /// <summary>A link that reads this file until <paramref name="expires"/>. The link must not be logged.</summary>
    public Uri SignRead(string container, string path, DateTimeOffset expires) =>
        signer.Sign(container, path, BlobSasPermissions.Read, expires);

    /// <summary>A link that creates this file unless it exists. The link must not be logged.</summary>
    public Uri SignCreate(string container, string path, DateTimeOffset expires) =>
        signer.Sign(container, path, BlobSasPermissions.Create, expires);

    /// <summary>Throws when blobs cannot be reached or the containers are missing.</summary>
    public async Task PingAsync(CancellationToken ct) =>
        await service.GetBlobContainerClient(StudioContainers.Private).GetPropertiesAsync(cancellationToken: ct);

    private BlobClient Blob(string container, string path) =>
        service.GetBlobContainerClient(container).GetBlobClient(path);
}
