using Dapper;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Assets;

/// <summary>Permission to upload one file directly to storage. Its id becomes the id of the asset.</summary>
public sealed record UploadGrant
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required string ContentType { get; init; }

    public required long Bytes { get; init; }

    public required DateTime ExpiresAt { get; init; }

    /// <summary>Whether the grant had expired when it was read.</summary>
    public bool IsExpired { get; init; }
}

public sealed class UploadGrantStore(StudioDatabase database, AssetLifeStore assets)
{
    private const string Columns =
        "id, owner_id, kind, content_type, bytes, expires_at, expires_at <= clock_timestamp() as is_expired";

    // Two concurrent requests can exceed the owner's limit by one grant, which expires like any other.
    private const string AddSql =
        """
        insert into upload_grants (id, owner_id, kind, content_type, bytes, expires_at)
        select @id::uuid, @ownerId::uuid, @kind::text, @contentType::text, @bytes::bigint, @expiresAt::timestamptz
        from (
            select coalesce(sum(bytes), 0) as announced, count(*) as files
            from upload_grants where owner_id = @ownerId::uuid) open
        where open.announced + @bytes::bigint <= @mostBytes::bigint and open.files < @mostFiles::bigint
        """;

    private const string FindSql =
        $"select {Columns} from upload_grants where id = @id and owner_id = @ownerId";

    private const string OfOwnerSql = $"select {Columns} from upload_grants where owner_id = @ownerId";

    private const string SomeSql = $"select {Columns} from upload_grants where id = any(@ids)";

    private const string AnnouncedSql =
        """
        select coalesce(sum(bytes), 0)::bigint as bytes, count(*) as files from upload_grants where owner_id = @ownerId
        """;

    private const string LockSql = "select true from upload_grants where id = @id for update";

    private const string UseSql = "delete from upload_grants where id = @id";

    private const string DeleteExpiredSql =
        "delete from upload_grants where created_at < now() - @minutes * interval '1 minute'";

    /// <param name="mostBytes">Maximum number of announced bytes of one owner.</param>
    /// <param name="mostFiles">Maximum number of announced files of one owner.</param>
    /// <returns>False when the grant would exceed a limit.</returns>
    public async Task<bool> AddAsync(UploadGrant grant, long mostBytes, int mostFiles, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(AddSql, new
        {
            grant.Id,
            grant.OwnerId,
            grant.Kind,
            grant.ContentType,
            grant.Bytes,
            grant.ExpiresAt,
            mostBytes,
            mostFiles,
        }) == 1;
    }

    public async Task<UploadGrant?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<UploadGrant>(FindSql, new { id, ownerId });
    }

    /// <summary>The unused grants of one owner.</summary>
    public async Task<IReadOnlyList<UploadGrant>> OfOwnerAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<UploadGrant>(OfOwnerSql, new { ownerId })];
    }

    /// <summary>The unused grants among these ids.</summary>
    public async Task<IReadOnlyList<UploadGrant>> SomeAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<UploadGrant>(SomeSql, new { ids = ids.ToArray() })];
    }

    /// <summary>The unused grants of one owner.</summary>
    public async Task<StorageUse> AnnouncedAsync(Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<StorageUse>(AnnouncedSql, new { ownerId });
    }

    /// <summary>
    /// Converts a grant to an asset. Of two concurrent calls, one succeeds. On a problem the grant remains.
    /// </summary>
    /// <returns>Null when the grant is already used.</returns>
    public Task<Result<RecordedAsset>?> UseAsync(Asset asset, AssetKind kind, CancellationToken ct) =>
        database.InTransactionAsync<Result<RecordedAsset>?>(async connection =>
        {
            if (!await connection.ExecuteScalarAsync<bool>(LockSql, new { asset.Id }))
                return null;
            var added = await assets.AddAsync(connection, asset, kind);
            if (added.Problem is null)
                await connection.ExecuteAsync(UseSql, new { asset.Id });
            return added;
        }, ct);

    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(UseSql, new { id });
    }

    public async Task DeleteExpiredAsync(double minutes, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(DeleteExpiredSql, new { minutes });
    }
}
