using System.Security.Cryptography;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Assets;

/// <summary>Pictures that owners bring: judged, cleaned, stored, and taken back when nothing comes of them.</summary>
public sealed class AssetFiles(BlobFiles blobs, PictureGate gate)
{
    /// <summary>What is wrong with a file at first sight; null when nothing is.</summary>
    public async Task<Problem?> JudgeAsync(AssetKind kind, ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        (await gate.InspectAsync(upload, kind.Limits, ct)).Problem;

    /// <summary>
    /// Puts a clean copy of a stranger's file into storage. Nothing knows of it until its row is written; whoever gives
    /// up in between calls <see cref="DiscardAsync"/>.
    /// </summary>
    /// <param name="announcedType">What the bytes must be; null for any type of the kind.</param>
    public async Task<Result<Asset>> StoreAsync(
        Guid ownerId, AssetKind kind, ReadOnlyMemory<byte> upload, CancellationToken ct, string? announcedType = null)
    {
        if ((await gate.InspectAsync(upload, kind.Limits, ct)).Failed(out var problem, out var header))
            return problem;
        if (announcedType is not null && announcedType != header.Format.MediaType)
            return Problem.OfField("contentType", $"{announcedType} was announced and {header.Format.MediaType} came.");
        var cleaned = await gate.RunAsync(header, stop => PictureCleaning.Clean(upload, kind.KeepsAlpha, stop), ct);
        if (cleaned.Failed(out problem, out var picture))
            return problem;

        var path = kind.NewPath(ownerId, picture.Format.FileExtension);
        var storing = CreateAsync(path, picture, ct);
        var asset = Describe(ownerId, kind, path, picture); // hashes the bytes while they are on their way
        await storing;
        return asset;
    }

    /// <summary>Writes down what was stored. Of an owner who was erased meanwhile nothing stays.</summary>
    public async Task<T> UnlessErasedAsync<T>(IReadOnlyList<Asset> stored, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException refused) when (refused.SqlState == OwnerStore.ErasedState)
        {
            await Task.WhenAll(stored.Select(DiscardAsync));
            throw;
        }
    }

    /// <summary>Takes back what was stored but never recorded.</summary>
    public Task DiscardAsync(Asset asset) =>
        blobs.DeleteAsync(StudioContainers.Private, asset.Path, CancellationToken.None);

    // Whoever has no answer, or did not wait for it, cannot know whether the file came into being.
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

    /// <summary>While storage is away the sweep of stray files is left to find it.</summary>
    private async Task TryDeleteAsync(string path)
    {
        try
        {
            await blobs.DeleteAsync(StudioContainers.Private, path, CancellationToken.None);
        }
        catch (Exception trouble) when (Outage.IsCauseOf(trouble))
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
