using Dapper;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>The files of an asset or a render.</summary>
public sealed record StoredFiles
{
    public required Guid OwnerId { get; init; }

    public required bool IsPublic { get; init; }

    /// <summary>
    /// True for a deleted asset and for a render of an erased owner: their files are deleted. Other deleted renders can
    /// be restored.
    /// </summary>
    public required bool IsObsolete { get; init; }

    /// <summary>True when the owner does not see it any more.</summary>
    public required bool IsDeleted { get; init; }

    /// <summary>True when no move of its files is running or unfinished.</summary>
    public required bool HasNoPendingMove { get; init; }

    /// <summary>Number of variants of a render; 0 for an asset.</summary>
    public required int VariantCount { get; init; }

    public required string[] Paths { get; init; }
}

/// <summary>Stores pending file moves. Each move holds a lease, and every write checks the lease token.</summary>
public sealed class PendingMoveStore(StudioDatabase database, IEnumerable<IFileRows> rows)
{
    private const string FindSql =
        """
        select found.*, not exists (select from pending_moves where subject_id = @id) as has_no_pending_move
        from (
            select owner_id, is_public, deleted_at is not null as is_obsolete, deleted_at is not null as is_deleted,
                0 as variant_count, array[path] as paths
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

    // A delivery locks its render and a deletion its asset before they add a pending move. This order prevents deadlocks.
    private const string LockSubjectSql =
        """
        with asset as (select id from assets where id = @id for no key update),
            render as (select id from renders where id = @id for no key update)
        select count(*)::int from (select id from asset union all select id from render) as subject
        """;

    // The row lock prevents a takeover of the lease between this check and the update.
    private const string LockClaimSql =
        "select true from pending_moves where subject_id = @id and lease_token = @token for update";

    private const string ExistsSql = "select exists (select from pending_moves where subject_id = @id)";

    private const string IsClaimedBySql =
        "select exists (select from pending_moves where subject_id = @id and lease_token = @token)";

    private const string CompleteSql = "delete from pending_moves where subject_id = @id and lease_token = @token";

    // A worker that lost its lease may have copied files that the next worker does not know. That worker loses its
    // lease too, and all files are processed again.
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

    // A worker that holds the lease has already read the list of files. It loses its lease, and all files are processed
    // again.
    private const string AddSql =
        """
        insert into pending_moves (subject_id) values (@id)
        on conflict (subject_id) do update set lease_token = null, lease_until = clock_timestamp()
        """;

    private const string RemoveSql = "delete from pending_moves where subject_id = any(@ids)";

    private const string ListUnclaimedSql =
        """
        select subject_id from pending_moves
        where lease_until < clock_timestamp() and subject_id > @after
        order by subject_id limit 100
        """;

    /// <returns>Null when there is neither an asset nor a render with this id.</returns>
    public async Task<StoredFiles?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<StoredFiles>(FindSql, new { id });
    }

    /// <returns>False when another worker holds an unexpired lease.</returns>
    public Task<bool> ClaimAsync(Guid id, Guid token, double seconds, CancellationToken ct) =>
        ExecuteAnyAsync(ClaimSql, new { id, token, seconds }, ct);

    /// <param name="variantCount">Number of variants that the move knows of.</param>
    /// <returns>False when the lease was lost, the asset or render was deleted, or a variant was delivered.</returns>
    public Task<bool> SetVisibilityAsync(
        Guid id, Guid token, bool isPublic, int variantCount, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await connection.ExecuteScalarAsync<int>(LockSubjectSql, new { id });
            var changed = false;
            if (await connection.ExecuteScalarAsync<bool>(LockClaimSql, new { id, token }))
            {
                foreach (var feature in rows)
                    changed |= await feature.SetVisibilityAsync(connection, id, isPublic, variantCount);
            }

            return changed;
        }, ct);

    /// <summary>Whether a move is running or pending.</summary>
    public async Task<bool> ExistsAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(ExistsSql, new { id });
    }

    /// <summary>
    /// Whether the lease token is still current, so that the row has not changed since the lease was taken.
    /// </summary>
    public async Task<bool> IsClaimedByAsync(Guid id, Guid token, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(IsClaimedBySql, new { id, token });
    }

    public Task<bool> CompleteAsync(Guid id, Guid token, CancellationToken ct) =>
        ExecuteAnyAsync(CompleteSql, new { id, token }, ct);

    /// <summary>Marks the move as pending again, whether the lease is still held or not.</summary>
    public Task ReturnAsync(Guid id, CancellationToken ct) => ExecuteAnyAsync(ReturnSql, new { id }, ct);

    /// <summary>Adds a pending move for a file that is not where its row says.</summary>
    /// <returns>False when a move is already pending.</returns>
    public Task<bool> AddForPathAsync(string path, CancellationToken ct) =>
        ExecuteAnyAsync(AddForPathSql, new { path }, ct);

    public Task<bool> MarkClearedAsync(Guid id, CancellationToken ct) =>
        ExecuteAnyAsync(MarkClearedSql, new { id }, ct);

    /// <summary>Adds a pending move in the caller's transaction.</summary>
    public static Task AddAsync(NpgsqlConnection connection, Guid id) => connection.ExecuteAsync(AddSql, new { id });

    /// <summary>Removes the pending moves of deleted assets or renders in the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, Guid[] ids) =>
        connection.ExecuteAsync(RemoveSql, new { ids });

    /// <summary>One batch of moves without a current lease.</summary>
    public async Task<IReadOnlyList<Guid>> ListUnclaimedAsync(Guid after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(ListUnclaimedSql, new { after })];
    }

    private async Task<bool> ExecuteAnyAsync(string sql, object args, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(sql, args) > 0;
    }
}
