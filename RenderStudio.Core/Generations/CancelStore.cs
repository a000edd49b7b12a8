using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>Reads and writes the cancel request of a generation, in the caller's transaction.</summary>
internal static class CancelStore
{
    private const string StatusSql = "select status from generations where id = @id";

    private const string RecordRequestSql =
        """
        update generations set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()) where id = @id
        returning status
        """;

    /// <summary>Locks the generation's row until the transaction ends.</summary>
    /// <returns>Null when the owner has no generation with this id.</returns>
    public static async Task<GenerationStatus?> LockAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        await GenerationLockStore.LockOwnedAsync(connection, id, ownerId)
            ? GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(StatusSql, new { id }))
            : null;

    /// <summary>Stores the time of the first request.</summary>
    /// <returns>The current status.</returns>
    public static async Task<GenerationStatus> RecordRequestAsync(NpgsqlConnection connection, Guid id) =>
        GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(RecordRequestSql, new { id }));
}
