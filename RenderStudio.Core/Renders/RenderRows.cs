using Dapper;
using Npgsql;

namespace RenderStudio.Core.Renders;

/// <summary>Removes all rows of renders, in the caller's transaction; their files are gone before.</summary>
public static class RenderRows
{
    private const string RemoveSql =
        """
        delete from variant_files where render_id = any(@ids);
        delete from variants where render_id = any(@ids);
        delete from unsettled_files where subject_id = any(@ids);
        delete from renders where id = any(@ids);
        """;

    private const string CountSql = "select count(*) from renders where id = any(@ids)";

    /// <returns>How many renders there were.</returns>
    public static async Task<int> RemoveAsync(NpgsqlConnection connection, Guid[] ids)
    {
        var count = await connection.ExecuteScalarAsync<int>(CountSql, new { ids });
        await connection.ExecuteAsync(RemoveSql, new { ids });
        return count;
    }
}
