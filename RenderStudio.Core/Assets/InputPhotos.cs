using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>Input photos of a generation, either uploaded with its request or stored before.</summary>
public sealed class InputPhotos(AssetFiles files, StudioDatabase database)
{
    /// <inheritdoc cref="AssetFiles.StoreAsync"/>
    public Task<Result<Asset>> StoreAsync(Guid ownerId, ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        files.StoreAsync(ownerId, AssetKind.Input, upload, ct);

    /// <inheritdoc cref="AssetFiles.InspectAsync"/>
    public Task<Problem?> InspectAsync(ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        files.InspectAsync(AssetKind.Input, upload, ct);

    /// <summary>Records a stored photo in the caller's transaction.</summary>
    public static Task RecordAsync(NpgsqlConnection connection, Asset asset) => AssetStore.AddAsync(connection, asset);

    /// <inheritdoc cref="AssetFiles.UnlessErasedAsync"/>
    public Task<T> UnlessErasedAsync<T>(IReadOnlyList<Asset> stored, Func<Task<T>> write) =>
        files.UnlessErasedAsync(stored, write);

    /// <inheritdoc cref="AssetFiles.DiscardAsync"/>
    public Task DiscardAsync(Asset asset) => files.DiscardAsync(asset);

    /// <summary>Whether the owner has this photo and may use it.</summary>
    public async Task<bool> OwnsAsync(Guid ownerId, Guid assetId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await AssetStore.OwnsAsync(connection, ownerId, assetId, AssetKind.Input.Id);
    }

    /// <summary>
    /// Locks the owner's photos against deletion until the caller's transaction has recorded them as inputs.
    /// </summary>
    /// <returns>False when one of them is already deleted.</returns>
    public static Task<bool> LockAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids) =>
        AssetStore.LockAsync(connection, ids);
}
