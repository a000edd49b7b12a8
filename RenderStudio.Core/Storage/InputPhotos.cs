using System.Security.Cryptography;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Storage;

/// <summary>Photos that owners bring: judged, cleaned, stored, and taken back when nothing comes of them.</summary>
public sealed class InputPhotos(BlobFiles blobs, PictureGate gate, StudioDatabase database)
{
    private const string Kind = "input";

    /// <summary>
    /// Puts a clean copy of a stranger's file into storage. Nothing knows of it until <see cref="RecordAsync"/>;
    /// whoever gives up in between calls <see cref="DiscardAsync"/>.
    /// </summary>
    public async Task<Result<Asset>> StoreAsync(Guid ownerId, ReadOnlyMemory<byte> upload, CancellationToken ct)
    {
        if (PictureInspection.Inspect(upload, PictureLimits.Inputs).Failed(out var problem, out var header))
            return problem;
        var cleaned = await gate.RunAsync(header, () => PictureCleaning.Clean(upload), ct);
        if (cleaned.Failed(out problem, out var picture))
            return problem;

        var asset = Describe(ownerId, picture);
        await blobs.CreateAsync(StudioContainers.Private, asset.Path, picture.Bytes, asset.ContentType, ct);
        return asset;
    }

    /// <summary>What is wrong with a file at first sight; null when nothing is.</summary>
    public static Problem? Judge(ReadOnlyMemory<byte> upload) =>
        PictureInspection.Inspect(upload, PictureLimits.Inputs).Problem;

    /// <summary>Makes a stored photo the owner's, in the caller's transaction.</summary>
    public static Task RecordAsync(NpgsqlConnection connection, Asset asset) => AssetStore.AddAsync(connection, asset);

    /// <summary>Takes back what was stored but never recorded.</summary>
    public Task DiscardAsync(Asset asset) =>
        blobs.DeleteAsync(StudioContainers.Private, asset.Path, CancellationToken.None);

    /// <summary>Whether the owner has this photo and may use it.</summary>
    public async Task<bool> OwnsAsync(Guid ownerId, Guid assetId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await AssetStore.OwnsAsync(connection, ownerId, assetId, Kind);
    }

    private static Asset Describe(Guid ownerId, CleanPicture picture)
    {
        var id = Guid.CreateVersion7();
        return new Asset
        {
            Id = id,
            OwnerId = ownerId,
            Kind = Kind,
            Path = StoragePaths.Input(ownerId, id, picture.Format.FileExtension),
            ContentType = picture.Format.MediaType,
            Bytes = picture.Bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(picture.Bytes)),
            Width = picture.Width,
            Height = picture.Height,
        };
    }
}
