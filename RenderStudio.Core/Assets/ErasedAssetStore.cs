using Dapper;
using Npgsql;

namespace RenderStudio.Core.Assets;

/// <summary>Hides and deletes the assets of an erased owner, in the caller's transaction.</summary>
internal static class ErasedAssetStore
{
    private const string HideSql =
        "update assets set deleted_at = clock_timestamp() where owner_id = @ownerId and deleted_at is null";

    public static Task HideAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(HideSql, new { ownerId }, cancellationToken: ct));

    // Locks the assets first, in the order of every transaction that changes a pending move.
    private const string RemoveMovesAndGrantsSql =
        """
        select id from assets where owner_id = @ownerId order by id for update;
        delete from pending_moves where subject_id in (select id from assets where owner_id = @ownerId);
        delete from upload_grants where owner_id = @ownerId;
        """;

    /// <summary>Deletes the pending moves of assets, and the upload grants.</summary>
    public static Task RemoveMovesAndGrantsAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(RemoveMovesAndGrantsSql, new { ownerId });

    private const string RemoveSql =
        """
        with deleted as (delete from assets where owner_id = @ownerId returning cleared_at)
        select count(*) from deleted where cleared_at is null
        """;

    /// <summary>Deletes the assets. The caller has already deleted the files.</summary>
    /// <returns>Number of assets that had a file until the erasure.</returns>
    public static Task<int> RemoveAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteScalarAsync<int>(RemoveSql, new { ownerId });
}
