using Dapper;
using Npgsql;

namespace RenderStudio.Core.Timeline;

/// <summary>
/// Locks the row of a generation until the end of the caller's transaction. Each lock is a statement of its own: under
/// READ COMMITTED, the statements that follow then see what the previous holder of the lock committed.
/// </summary>
internal static class GenerationLockStore
{
    private const string LockSql = "select id from generations where id = @generationId for update";

    public static Task LockAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.ExecuteAsync(LockSql, new { generationId });

    // Ordered by id, so that two transactions do not deadlock.
    private const string LockAllSql =
        "select id from generations where id = any(@generationIds) order by id for update";

    public static Task LockAllAsync(NpgsqlConnection connection, Guid[] generationIds) =>
        connection.ExecuteAsync(LockAllSql, new { generationIds });

    private const string LockAllOfOwnerSql =
        "select id from generations where owner_id = @ownerId order by id for update";

    public static Task LockAllOfOwnerAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(LockAllOfOwnerSql, new { ownerId });

    private const string LockOwnedSql =
        "select true from generations where id = @generationId and owner_id = @ownerId for update";

    /// <returns>False when the owner has no such generation.</returns>
    public static Task<bool> LockOwnedAsync(NpgsqlConnection connection, Guid generationId, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(LockOwnedSql, new { generationId, ownerId });

    /// <summary>
    /// The lock by the id of a prediction, for a caller that reads the prediction in the same round trip.
    /// </summary>
    internal const string LockOfPredictionSql =
        """
        select g.id from generations g
        where g.id = (select generation_id from predictions where id = @predictionId)
        for update
        """;

    private const string LockOfRenderSql = "select id from generations where render_id = @renderId for update";

    /// <param name="renderId">Null locks nothing.</param>
    public static Task LockOfRenderAsync(NpgsqlConnection connection, Guid? renderId) =>
        connection.ExecuteAsync(LockOfRenderSql, new { renderId });

    private const string LockOfOwnedRenderSql =
        "select true from generations where render_id = @renderId and owner_id = @ownerId for update";

    /// <returns>False when the owner has no such render.</returns>
    public static Task<bool> LockOfOwnedRenderAsync(NpgsqlConnection connection, Guid renderId, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(LockOfOwnedRenderSql, new { renderId, ownerId });
}
