using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Assets;

/// <param name="Headers">Headers that the upload request must send.</param>
public sealed record GrantedUpload(
    Guid AssetId, Uri UploadUrl, string Path, DateTime ExpiresAt, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// Lets an owner upload one file directly to storage: once, to a path that the server chooses, for some minutes. The
/// staged file is not an asset until <see cref="CompleteUpload"/> has inspected it.
/// </summary>
public sealed class GrantUpload(
    BlobFiles blobs, UploadGrantStore store, ExceededUploads exceeded, CheckStorage storage, TimeProvider clock,
    IOptions<StorageOptions> options)
{
    /// <param name="contentType">
    /// The media type of the file, in any spelling: browsers and systems also write <c>image/jpg</c> or append
    /// parameters.
    /// </param>
    public async Task<Result<GrantedUpload>> RunAsync(
        AssetKind kind, string contentType, long fileSize, Caller caller, CancellationToken ct)
    {
        if (PictureFormats.OfMediaType(contentType) is not { } format || !kind.Limits.Formats.Contains(format))
            return PictureInspection.Unsupported(contentType, kind.Limits).In("contentType");
        if (fileSize > AssetKind.MaxBytes)
            return TooLarge.In("fileSize");
        var grant = new UploadGrant
        {
            Id = Guid.CreateVersion7(),
            OwnerId = caller.OwnerId,
            Kind = kind.Id,
            ContentType = format.MediaType,
            Bytes = fileSize,
            ExpiresAt = clock.GetUtcNow().AddMinutes(options.Value.UploadMinutes).UtcDateTime,
        };
        // The remaining uploads do not exceed their announced sizes, so that the announced bytes bound the stored
        // bytes.
        await exceeded.RemoveAsync(caller.OwnerId, ct);
        if (await CheckRoomAsync(grant, ct) is { } full)
            return full;
        return await store.AddAsync(grant, options.Value.MaxStagedBytes, options.Value.MaxStagedFiles, ct)
            ? Grant(grant)
            : TooMany;
    }

    // Announced files count, so that an owner does not upload what cannot be completed.
    private async Task<Problem?> CheckRoomAsync(UploadGrant grant, CancellationToken ct)
    {
        var announced = await store.AnnouncedAsync(grant.OwnerId, ct);
        return await storage.RunAsync(grant.OwnerId, new(announced.Bytes + grant.Bytes, announced.Files + 1), ct);
    }

    internal static Problem TooLarge { get; } = new(
        ProblemCode.BodyTooLarge, $"A file may have at most {AssetKind.MaxBytes / (1024 * 1024)} megabytes.");

    private Problem TooMany => new(
        ProblemCode.RateLimited, "Complete the announced uploads before you announce more.",
        RetryAfter: TimeSpan.FromMinutes(options.Value.StagedUploadRetentionMinutes));

    private GrantedUpload Grant(UploadGrant grant)
    {
        var path = StoragePaths.Staging(grant.Id);
        var headers = new Dictionary<string, string>
        {
            ["x-ms-blob-type"] = "BlockBlob",
            ["Content-Type"] = grant.ContentType,
        };
        var link = blobs.SignCreate(StudioContainers.Private, path, grant.ExpiresAt);
        return new(grant.Id, link, path, grant.ExpiresAt, headers);
    }
}
