using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Deletes and restores renders in the caller's transaction. The generation's row is locked first, so that no variant
/// is delivered into a render that is being deleted.
/// </summary>
internal static class RenderLifeStore
{
    /// <summary>How long a deleted render can be restored. After that, the render and its files are removed.</summary>
    public const string RestoreTime = "7 days";

    private const string FindSql =
        $"""
        select r.deleted_at is not null as deleted,
            coalesce(r.deleted_at <= clock_timestamp() - interval '{RestoreTime}', false) as is_expired,
            g.finished_at is null as in_flight
        from renders r join generations g on g.id = r.generation_id
        where r.id = @id
        """;

    private const string DeleteSql = "update renders set deleted_at = clock_timestamp() where id = @id";

    private const string RestoreSql = "update renders set deleted_at = null where id = @id";

    // Equal contents share one path, and are counted once.
    private const string FilesSql =
        """
        select coalesce(sum(bytes), 0)::bigint as bytes, count(*) as files
        from (select distinct path, bytes from variant_files where render_id = @id) files
        """;

    private const string ListExpiredSql =
        $"""
        select id from renders
        where deleted_at <= now() - interval '{RestoreTime}' and id > @after
        order by id
        limit @limit
        """;

    /// <returns>Null when the render does not exist, belongs to another owner, or can no longer be restored.</returns>
    public static async Task<RenderState?> LockAsync(NpgsqlConnection connection, Guid id, Guid ownerId)
    {
        if (!await GenerationLockStore.LockOfOwnedRenderAsync(connection, id, ownerId))
            return null;
        var state = await connection.QuerySingleOrDefaultAsync<RenderState>(FindSql, new { id });
        return state is { IsExpired: false } ? state : null;
    }

    public static Task DeleteAsync(NpgsqlConnection connection, Guid id) =>
        connection.ExecuteAsync(DeleteSql, new { id });

    /// <summary>One batch of renders whose restore period is over, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<Guid>> ListExpiredAsync(
        NpgsqlConnection connection, Guid after, int limit) =>
        [.. await connection.QueryAsync<Guid>(ListExpiredSql, new { after, limit })];

    /// <summary>The files of the render, and their bytes.</summary>
    public static Task<StorageUse> FilesAsync(NpgsqlConnection connection, Guid id) =>
        connection.QuerySingleAsync<StorageUse>(FilesSql, new { id });

    public static Task RestoreAsync(NpgsqlConnection connection, Guid id) =>
        connection.ExecuteAsync(RestoreSql, new { id });
}

internal sealed record RenderState
{
    public required bool Deleted { get; init; }

    public required bool IsExpired { get; init; }

    /// <summary>True while the generation can still deliver variants.</summary>
    public required bool InFlight { get; init; }
}
