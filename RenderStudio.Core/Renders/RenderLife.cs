using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Deletes and restores, in the caller's transaction. The generation's row is locked first, so that no picture is
/// delivered into a render that is being deleted.
/// </summary>
public static class RenderLife
{
    /// <summary>How long a deleted render can be restored; then it is gone with its pictures.</summary>
    public const string RestoreTime = "7 days";

    private const string FindSql =
        $"""
        select r.deleted_at is not null as deleted,
            coalesce(r.deleted_at <= clock_timestamp() - interval '{RestoreTime}', false) as gone,
            g.finished_at is null as in_flight
        from renders r join generations g on g.id = r.generation_id
        where r.id = @id
        """;

    private const string DeleteSql = "update renders set deleted_at = clock_timestamp() where id = @id";

    private const string RestoreSql = "update renders set deleted_at = null where id = @id";

    /// <returns>Null when it does not exist, is somebody else's, or cannot be restored any more.</returns>
    public static async Task<RenderState?> LockAsync(NpgsqlConnection connection, Guid id, Guid ownerId)
    {
        if (!await GenerationLockStore.LockOfOwnedRenderAsync(connection, id, ownerId))
            return null;
        var state = await connection.QuerySingleOrDefaultAsync<RenderState>(FindSql, new { id });
        return state is { Gone: false } ? state : null;
    }

    public static Task DeleteAsync(NpgsqlConnection connection, Guid id) =>
        connection.ExecuteAsync(DeleteSql, new { id });

    public static Task RestoreAsync(NpgsqlConnection connection, Guid id) =>
        connection.ExecuteAsync(RestoreSql, new { id });
}

public sealed record RenderState
{
    public required bool Deleted { get; init; }

    public required bool Gone { get; init; }

    /// <summary>More pictures may come.</summary>
    public required bool InFlight { get; init; }
}
