using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Storage;

/// <summary>Permission to put one file straight into storage. Its id becomes the asset's.</summary>
public sealed record UploadGrant
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required string ContentType { get; init; }

    public required long Bytes { get; init; }

    public required DateTime ExpiresAt { get; init; }
}

public sealed class UploadGrantStore(StudioDatabase database)
{
    // By two requests at once an owner may get one grant too many, which the sweep takes like any other.
    private const string AddSql =
        """
        insert into upload_grants (id, owner_id, kind, content_type, bytes, expires_at)
        select @id::uuid, @ownerId::uuid, @kind::text, @contentType::text, @bytes::bigint, @expiresAt::timestamptz
        where @bytes::bigint
            + (select coalesce(sum(bytes), 0) from upload_grants where owner_id = @ownerId::uuid) <= @most::bigint
        """;

    private const string FindSql =
        """
        select id, owner_id, kind, content_type, bytes, expires_at from upload_grants
        where id = @id and owner_id = @ownerId
        """;

    private const string UseSql = "delete from upload_grants where id = @id";

    private const string ForgetSql =
        "delete from upload_grants where created_at < now() - @minutes * interval '1 minute'";

    /// <param name="most">Bytes that one owner may have announced.</param>
    /// <returns>False when it would be more.</returns>
    public async Task<bool> AddAsync(UploadGrant grant, long most, CancellationToken ct)
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
            most,
        }) == 1;
    }

    public async Task<UploadGrant?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<UploadGrant>(FindSql, new { id, ownerId });
    }

    /// <summary>Turns a grant into an asset; of two that try at once, one does.</summary>
    /// <returns>Null when the grant is used up.</returns>
    public Task<RecordedAsset?> UseAsync(Asset asset, AssetKind kind, CancellationToken ct) =>
        database.InTransactionAsync<RecordedAsset?>(async connection =>
            await connection.ExecuteAsync(UseSql, new { asset.Id }) == 0
                ? null
                : await AssetLifeStore.AddAsync(connection, asset, kind), ct);

    public async Task RevokeAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(UseSql, new { id });
    }

    public async Task ForgetAsync(double minutes, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(ForgetSql, new { minutes });
    }
}
