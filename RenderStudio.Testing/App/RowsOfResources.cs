using Dapper;
using Npgsql;

namespace RenderStudio.Testing.App;

/// <summary>What is stored about an owner's resources, whatever the table.</summary>
internal static class RowsOfResources
{
    private const string TablesSql =
        """
        select quote_ident(table_name) from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name
        """;

    /// <summary>
    /// The rows of all tables that contain the id of the owner or of a resource, except rows of other owners; then the
    /// owner's private files. When a key was used last is left out.
    /// </summary>
    public static async Task<string> SnapshotAsync(this RunningApp app, OwnersResources resources)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        var ids = resources.All.Append(resources.OwnerId).Select(id => $"%{id}%").ToArray();
        List<string> rows = [];
        foreach (var table in await connection.QueryAsync<string>(TablesSql))
        {
            rows.AddRange((await connection.QueryAsync<string>(
                $"""
                select (to_jsonb(one) - 'last_used_at')::text from {table} one
                where to_jsonb(one)::text like any (@ids)
                    and coalesce(to_jsonb(one) ->> 'owner_id', @owner) = @owner
                """, new { ids, owner = $"{resources.OwnerId}" })).Order(StringComparer.Ordinal)
                .Select(row => $"{table} {row}"));
        }

        Assert.True(rows.Count >= resources.All.Count, $"Only {rows.Count} rows were found.");
        return string.Join('\n', rows.Concat(await app.BlobsOfAsync(resources.OwnerId)));
    }
}
