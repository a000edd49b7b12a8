using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>An asset or a render, as far as its files are concerned.</summary>
public sealed record StoredFiles
{
    public required Guid OwnerId { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>
    /// A deleted asset, or what was an erased owner's: its files belong nowhere. Other deleted renders can be restored.
    /// </summary>
    public required bool IsGone { get; init; }

    /// <summary>Its owner does not see it any more.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>Nobody moves its files, and nobody left them half moved.</summary>
    public required bool HasNoPendingMove { get; init; }

    /// <summary>How many pictures a render has; 0 for an asset.</summary>
    public required int Pictures { get; init; }

    public required string[] Paths { get; init; }
}

/// <summary>Whose files are being moved. Each move holds a lease, and its token stands in every write.</summary>
public sealed class PendingMoveStore(StudioDatabase database)
{
    private const string FindSql =
        """
        select found.*, not exists (select from pending_moves where subject_id = @id) as has_no_pending_move
        from (
            select owner_id, is_public, deleted_at is not null as is_gone, deleted_at is not null as is_deleted,
                0 as pictures, array[path] as paths
            from assets where id = @id
            union all
            select owner_id, is_public,
                exists (select from owners o where o.id = r.owner_id and o.erased_at is not null),
                deleted_at is not null, variant_count,
                array(select distinct path from variant_files where render_id = r.id)
            from renders r where id = @id) found
        """;

    private const string ClaimSql =
        """
        insert into pending_moves (subject_id, lease_token, lease_until)
        values (@id, @token, clock_timestamp() + @seconds * interval '1 second')
        on conflict (subject_id) do update set lease_token = excluded.lease_token, lease_until = excluded.lease_until
        where pending_moves.lease_until < clock_timestamp()
        """;

    // The lock keeps the claim from being taken over between the look at it and the write. The count keeps a picture
    // that was delivered meanwhile from being left where the others were.
    private const string FlipSql =
        """
        with ours as (select from pending_moves where subject_id = @id and lease_token = @token for update),
        asset as (
            update assets set is_public = @isPublic from ours where id = @id and deleted_at is null returning id),
        render as (
            update renders set is_public = @isPublic from ours
            where id = @id and deleted_at is null and variant_count = @pictures returning id)
        select count(*) from (select from asset union all select from render) flipped
        """;

    private const string ExistsSql = "select exists (select from pending_moves where subject_id = @id)";

    private const string IsClaimedBySql =
        "select exists (select from pending_moves where subject_id = @id and lease_token = @token)";

    private const string CompleteSql = "delete from pending_moves where subject_id = @id and lease_token = @token";

    // Who has lost his claim may have copied what the next one does not know of: that one loses it too, and all is gone
    // through once more.
    private const string ReturnSql =
        """
        insert into pending_moves (subject_id)
        select @id where exists (select from assets where id = @id) or exists (select from renders where id = @id)
        on conflict (subject_id) do update set lease_token = null, lease_until = clock_timestamp()
        """;

    private const string AddForPathSql =
        """
        insert into pending_moves (subject_id)
        select id from assets where path = @path
        union select render_id from variant_files where path collate "C" = @path
        on conflict (subject_id) do nothing
        """;

    private const string MarkClearedSql =
        "update assets set cleared_at = clock_timestamp() where id = @id and deleted_at is not null";

    // Whoever is at it has read which files there are, and loses his claim: all is gone through once more.
    private const string AddSql =
        """
        insert into pending_moves (subject_id) values (@id)
        on conflict (subject_id) do update set lease_token = null, lease_until = clock_timestamp()
        """;

    private const string ListUnclaimedSql =
        """
        select subject_id from pending_moves
        where lease_until < clock_timestamp() and subject_id > @after
        order by subject_id limit 100
        """;

    /// <returns>Null when there is neither such an asset nor such a render.</returns>
    public async Task<StoredFiles?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StoredFiles>(FindSql, new { id });
    }

    /// <returns>False when somebody else is moving them.</returns>
    public Task<bool> ClaimAsync(Guid id, Guid token, double seconds, CancellationToken ct) =>
        HitsAsync(ClaimSql, new { id, token, seconds }, ct);

    /// <param name="pictures">That the move knows of.</param>
    /// <returns>False when the claim was lost, its subject deleted, or a picture has come.</returns>
    public async Task<bool> FlipAsync(Guid id, Guid token, bool isPublic, int pictures, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(FlipSql, new { id, token, isPublic, pictures }) > 0;
    }

    /// <summary>Whether files are being moved, or are to be.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(ExistsSql, new { id });
    }

    /// <summary>Nobody has taken the claim over: the row still says what it said when it was claimed.</summary>
    public async Task<bool> IsClaimedByAsync(Guid id, Guid token, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(IsClaimedBySql, new { id, token });
    }

    public Task<bool> CompleteAsync(Guid id, Guid token, CancellationToken ct) => HitsAsync(CompleteSql, new { id, token }, ct);

    /// <summary>Leaves the work undone, whether the claim is still held or not.</summary>
    public Task ReturnAsync(Guid id, CancellationToken ct) => HitsAsync(ReturnSql, new { id }, ct);

    /// <summary>Says that a file does not lie where its row says.</summary>
    /// <returns>False when that is known.</returns>
    public Task<bool> AddForPathAsync(string path, CancellationToken ct) => HitsAsync(AddForPathSql, new { path }, ct);

    public Task<bool> MarkClearedAsync(Guid id, CancellationToken ct) => HitsAsync(MarkClearedSql, new { id }, ct);

    /// <summary>Says, in the caller's transaction, that files are to be settled once it is committed.</summary>
    public static Task AddAsync(NpgsqlConnection connection, Guid id) => connection.ExecuteAsync(AddSql, new { id });

    /// <summary>A batch of those that nobody works on.</summary>
    public async Task<IReadOnlyList<Guid>> ListUnclaimedAsync(Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(ListUnclaimedSql, new { after })];
    }

    private async Task<bool> HitsAsync(string sql, object args, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(sql, args) > 0;
    }
}
