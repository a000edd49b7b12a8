using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>Photos for a generation, which come with its order or lie in storage already.</summary>
public sealed class InputPhotos(AssetFiles files, StudioDatabase database)
{
    /// <inheritdoc cref="AssetFiles.StoreAsync"/>
    public Task<Result<Asset>> StoreAsync(Guid ownerId, ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        files.StoreAsync(ownerId, AssetKind.Input, upload, ct);

    /// <inheritdoc cref="AssetFiles.JudgeAsync"/>
    public Task<Problem?> JudgeAsync(ReadOnlyMemory<byte> upload, CancellationToken ct) =>
        files.JudgeAsync(AssetKind.Input, upload, ct);

    /// <summary>Makes a stored photo the owner's, in the caller's transaction.</summary>
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
    /// Keeps the owner's photos from being deleted until the caller's transaction has made them inputs.
    /// </summary>
    /// <returns>False when one of them is gone already.</returns>
    public static Task<bool> HoldAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids) =>
        AssetStore.HoldAsync(connection, ids);
}
