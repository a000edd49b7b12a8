using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>Finds and stores the input photos of generations.</summary>
public sealed class InputPhotos(AssetFiles files, StudioDatabase database)
{
    /// <summary>Checks one photo without storing it.</summary>
    /// <param name="field">The field of the request that contains the photo.</param>
    /// <returns>Null when the photo is valid.</returns>
    public async Task<Problem?> CheckAsync(Guid ownerId, PhotoSource photo, string field, CancellationToken ct)
    {
        if (photo.AssetId is { } id)
            return await FindAsync(ownerId, id, field, ct);
        return (await files.InspectAsync(AssetKind.Input, photo.Upload, ct))?.In(field);
    }

    /// <summary>
    /// Stores the uploads and checks that the owner has the other photos. On a problem or an exception nothing remains
    /// in storage. On success the caller passes the result to <see cref="WriteAsync"/>.
    /// </summary>
    public async Task<Result<StoredPhotos>> StoreAsync(
        Guid ownerId, IReadOnlyList<PhotoSource> photos, CancellationToken ct)
    {
        foreach (var (index, photo) in photos.Index())
        {
            if (photo.AssetId is { } id && await FindAsync(ownerId, id, Field(index), ct) is { } missing)
                return missing;
        }

        List<Guid> ids = [];
        List<Asset> uploads = [];
        var completed = false;
        try
        {
            foreach (var (index, photo) in photos.Index())
            {
                if (photo.AssetId is { } id)
                {
                    ids.Add(id);
                    continue;
                }

                if ((await files.StoreAsync(ownerId, AssetKind.Input, photo.Upload, ct)).Failed(
                    out var problem, out var stored))
                    return problem.In(Field(index));
                ids.Add(stored.Id);
                uploads.Add(stored);
            }

            completed = true;
            return new StoredPhotos(ids, uploads);
        }
        finally
        {
            if (!completed)
                await DiscardAsync(uploads);
        }
    }

    /// <summary>
    /// Runs <paramref name="write"/>, which records the photos. Deletes the uploads when it returns a problem or when
    /// the owner has been erased. After another exception the commit may have succeeded, so the uploads remain; the
    /// sweep of stray files deletes uploads without a row.
    /// </summary>
    public async Task<Result<T>> WriteAsync<T>(StoredPhotos photos, Func<Task<Result<T>>> write)
    {
        var written = await files.UnlessErasedAsync(photos.Uploads, write);
        if (written.Problem is not null)
            await DiscardAsync(photos.Uploads);
        return written;
    }

    /// <summary>
    /// Locks the photos that are assets already, so that they cannot be deleted before the caller's transaction commits.
    /// </summary>
    /// <returns>False when one of them has been deleted.</returns>
    public static Task<bool> LockAsync(NpgsqlConnection connection, StoredPhotos photos) =>
        AssetStore.LockAsync(connection, [.. photos.Ids.Except(photos.Uploads.Select(upload => upload.Id))]);

    /// <summary>Writes the rows of the uploads in the caller's transaction.</summary>
    public static async Task RecordAsync(NpgsqlConnection connection, StoredPhotos photos)
    {
        foreach (var upload in photos.Uploads)
            await AssetStore.AddAsync(connection, upload);
    }

    private static string Field(int index) => $"input{index + 1}";

    private async Task<Problem?> FindAsync(Guid ownerId, Guid id, string field, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await AssetStore.OwnsAsync(connection, ownerId, id, AssetKind.Input.Id)
            ? null
            : Problem.OfField(field, "You have no photo with this id.");
    }

    private Task DiscardAsync(IEnumerable<Asset> uploads) => Task.WhenAll(uploads.Select(files.DiscardAsync));
}
