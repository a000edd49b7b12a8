using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;

namespace RenderStudio.Core.Renders;

/// <summary>The number of rows that were removed from each table.</summary>
internal sealed record RemovedRows(int Renders, int Pictures, int Files);

/// <summary>Hides and removes renders with all of their rows.</summary>
internal static class RenderRowStore
{
    // In the order of every transaction that changes a pending move: the render first.
    private const string LockSql = "select id from renders where id = any(@ids) order by id for update";

    private const string FilesSql = "delete from variant_files where render_id = any(@ids)";

    private const string PicturesSql = "delete from variants where render_id = any(@ids)";

    private const string RendersSql = "delete from renders where id = any(@ids)";

    /// <summary>
    /// Removes all rows of renders in the caller's transaction. The caller has already deleted the files.
    /// </summary>
    public static async Task<RemovedRows> RemoveAsync(NpgsqlConnection connection, Guid[] ids)
    {
        await connection.ExecuteAsync(LockSql, new { ids });
        var files = await connection.ExecuteAsync(FilesSql, new { ids });
        var pictures = await connection.ExecuteAsync(PicturesSql, new { ids });
        await PendingMoveStore.RemoveAsync(connection, ids);
        return new(await connection.ExecuteAsync(RendersSql, new { ids }), pictures, files);
    }

    private const string HideSql =
        "update renders set deleted_at = clock_timestamp() where owner_id = @ownerId and deleted_at is null";

    /// <summary>Hides all renders of an erased owner in the caller's transaction.</summary>
    public static Task HideAsync(NpgsqlConnection connection, Guid ownerId, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(HideSql, new { ownerId }, cancellationToken: ct));
}
