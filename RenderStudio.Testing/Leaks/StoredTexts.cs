using System.Text;
using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Leaks;

/// <summary>The values of every column of every table, as text; bytes are read as UTF-8.</summary>
public static class StoredTexts
{
    private const string TablesSql =
        """
        select quote_ident(table_name) from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'
        """;

    public static async IAsyncEnumerable<(string Column, string Text)> ReadAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var table in await connection.QueryAsync<string>(TablesSql))
        {
            var values = connection.QueryUnbufferedAsync<(string Column, string Text)>(
                $"""
                select shown.key, shown.value from {table} one, jsonb_each_text(to_jsonb(one)) shown
                where shown.value is not null
                """, commandTimeout: 300);
            await foreach (var (column, text) in values)
            {
                yield return ($"{table}.{column}", text);
                if (text.StartsWith("\\x", StringComparison.Ordinal))
                    yield return ($"{table}.{column}", Encoding.UTF8.GetString(Convert.FromHexString(text[2..])));
            }
        }
    }
}
