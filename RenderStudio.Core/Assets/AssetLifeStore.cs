using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Assets;

/// <summary>
/// Adds and deletes assets. Each deletion also adds a pending move, so that the files are deleted afterwards.
/// </summary>
public sealed class AssetLifeStore(StudioDatabase database, Accounts accounts)
{
    // Serializes additions per owner, so that of two logos uploaded at the same time one replaces the other.
    private const string LockOwnerSql = "select id from owners where id = @ownerId for no key update";

    private const string LockReplacedSql =
        """
        select id, bytes from assets where owner_id = @ownerId and kind = @kind and deleted_at is null for update
        """;

    private const string OwnsGenerationSql =
        "select exists (select from generations where id = @generationId and owner_id = @ownerId)";

    // Conflicts with a submit that uses the asset: one transaction waits for the other and then sees its result.
    private const string LockSql =
        "select id from assets where id = @id and owner_id = @ownerId and deleted_at is null for update";

    private const string InUseSql =
        """
        select exists (
            select from generations
            where owner_id = @ownerId and finished_at is null
                and (input1_id = @id or input2_id = @id or stencil_id = @id))
        """;

    private const string DeleteSql = "update assets set deleted_at = clock_timestamp() where id = @id";

    /// <returns>The asset with its creation time, and the assets that it replaced; a problem when the generation
    /// belongs to another owner, or when the plan does not allow the owner to keep the file.</returns>
    public Task<Result<RecordedAsset>> AddAsync(Asset asset, AssetKind kind, CancellationToken ct) =>
        database.InTransactionAsync<Result<RecordedAsset>>(async connection =>
        {
            if (asset.GenerationId is not null
                && !await connection.ExecuteScalarAsync<bool>(OwnsGenerationSql, asset))
                return Problem.OfField("generationId", "There is no generation with this id.");
            return await AddAsync(connection, asset, kind);
        }, ct);

    /// <summary>Adds the asset in the caller's transaction; on a problem nothing is written.</summary>
    internal async Task<Result<RecordedAsset>> AddAsync(NpgsqlConnection connection, Asset asset, AssetKind kind)
    {
        ReplacedAsset[] replaced = [];
        if (kind.IsSingle)
        {
            await connection.ExecuteAsync(LockOwnerSql, asset);
            replaced = [.. await connection.QueryAsync<ReplacedAsset>(LockReplacedSql, asset)];
        }

        var account = await accounts.GetOrCreateLockedAsync(connection, asset.OwnerId);
        var more = new StorageUse(asset.Bytes - replaced.Sum(old => old.Bytes), 1 - replaced.Length);
        if (StorageQuota.Check(account, more) is { } full)
            return full;
        foreach (var old in replaced)
        {
            await connection.ExecuteAsync(DeleteSql, new { old.Id });
            await PendingMoveStore.AddAsync(connection, old.Id);
        }

        return new RecordedAsset(
            asset with { CreatedAt = await AssetStore.AddAsync(connection, asset) },
            [.. replaced.Select(old => old.Id)]);
    }

    /// <summary>Deletes the asset unless an unfinished generation uses it.</summary>
    public Task<Problem?> DeleteAsync(Guid ownerId, Guid id, CancellationToken ct) =>
        database.InTransactionAsync<Problem?>(async connection =>
        {
            if (await connection.ExecuteScalarAsync<Guid?>(LockSql, new { ownerId, id }) is null)
                return GetAsset.NotFound;
            if (await IsInUseAsync(connection, ownerId, id))
                return InUse;
            await connection.ExecuteAsync(DeleteSql, new { id });
            await PendingMoveStore.AddAsync(connection, id);
            return null;
        }, ct);

    /// <summary>Returns a problem if an unfinished generation uses the asset; otherwise null.</summary>
    public async Task<Problem?> CheckUnusedAsync(Guid ownerId, Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await IsInUseAsync(connection, ownerId, id) ? InUse : null;
    }

    private static Problem InUse { get; } =
        new(ProblemCode.AssetInUse, "An unfinished generation uses this picture. Retry when the generation has ended.");

    private static Task<bool> IsInUseAsync(NpgsqlConnection connection, Guid ownerId, Guid id) =>
        connection.ExecuteScalarAsync<bool>(InUseSql, new { ownerId, id });
}

/// <param name="Replaced">The assets that this one replaced.</param>
public sealed record RecordedAsset(Asset Asset, IReadOnlyList<Guid> Replaced);

internal sealed record ReplacedAsset(Guid Id, long Bytes);
