using System.Security.Cryptography;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Inspects, cleans and stores pictures that owners upload, and deletes them when they are not recorded.
/// </summary>
public sealed class AssetFiles(BlobFiles blobs, PictureGate gate)
{
    /// <summary>Inspects an upload without decoding it. Returns null when the upload is acceptable.</summary>
    public async Task<Problem?> InspectAsync(AssetKind kind, ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        (await gate.InspectAsync(upload, kind.Limits, ct)).Problem;

    /// <summary>
    /// Stores a clean copy of an untrusted upload. The file is unreferenced until its row is written; a caller that
    /// does not write the row calls <see cref="DiscardAsync"/>.
    /// </summary>
    /// <param name="announcedType">Required media type of the bytes; null for any type of the kind.</param>
    public async Task<Result<Asset>> StoreAsync(
        Guid ownerId, AssetKind kind, ReadOnlyMemory<byte> upload, CancellationToken ct, string? announcedType = null)
    {
        if ((await gate.InspectAsync(upload, kind.Limits, ct)).Failed(out var problem, out var header))
            return problem;
        if (announcedType is not null && announcedType != header.Format.MediaType)
            return Problem.OfField(
                "contentType", $"{announcedType} was announced and {header.Format.MediaType} was uploaded.");
        var cleaned = await gate.RunAsync(header, stop => PictureCleaning.Clean(upload, kind.KeepsAlpha, stop), ct);
        if (cleaned.Failed(out problem, out var picture))
            return problem;

        var path = kind.NewPath(ownerId, picture.Format.FileExtension);
        var storing = CreateAsync(path, picture, ct);
        var asset = Describe(ownerId, kind, path, picture); // Computes the hash during the upload.
        await storing;
        return asset;
    }

    /// <summary>
    /// Runs a write that records stored files. If the owner was erased in the meantime, the files are deleted and the
    /// error is rethrown.
    /// </summary>
    public async Task<T> UnlessErasedAsync<T>(IReadOnlyList<Asset> stored, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException error) when (error.SqlState == OwnerStore.ErasedState)
        {
            await Task.WhenAll(stored.Select(DiscardAsync));
            throw;
        }
    }

    /// <summary>Deletes a file that was stored but not recorded.</summary>
    public Task DiscardAsync(Asset asset) =>
        blobs.DeleteAsync(StudioContainers.Private, asset.Path, CancellationToken.None);

    // After a failed or canceled request, the client cannot know whether the blob was created.
    private async Task CreateAsync(string path, CleanPicture picture, CancellationToken ct)
    {
        try
        {
            await blobs.CreateAsync(StudioContainers.Private, path, picture.Bytes, picture.Format.MediaType, ct);
        }
        catch (Exception)
        {
            await TryDeleteAsync(path);
            throw;
        }
    }

    /// <summary>While storage is unavailable, the file is left to the sweep of stray files.</summary>
    private async Task TryDeleteAsync(string path)
    {
        try
        {
            await blobs.DeleteAsync(StudioContainers.Private, path, CancellationToken.None);
        }
        catch (Exception error) when (Outage.IsCauseOf(error))
        {
        }
    }

    private static Asset Describe(Guid ownerId, AssetKind kind, string path, CleanPicture picture) => new()
    {
        Id = Guid.CreateVersion7(),
        OwnerId = ownerId,
        Kind = kind.Id,
        Path = path,
        ContentType = picture.Format.MediaType,
        Bytes = picture.Bytes.Length,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(picture.Bytes)),
        Width = picture.Width,
        Height = picture.Height,
    };
}
