using Azure.Storage.Blobs;
using Dapper;
using Npgsql;

namespace RenderStudio.Testing.Children;

/// <summary>All places in database and storage that refer to an owner.</summary>
public sealed class Traces(NpgsqlDataSource database, BlobServiceClient blobs)
{
    private const string TablesSql =
        """
        select quote_ident(table_name) from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'
        """;

    /// <summary>The data that remains of an erased owner: a number that keeps the ledger consistent.</summary>
    public static IReadOnlyList<string> OfErased { get; } =
    [
        "accounts.owner_id", "credit_entries.owner_id", "erased_subjects.owner_id", "erasures.owner_id", "owners.id",
        "owners.subject",
    ];

    /// <param name="words">Ids and words that are unique to the owner, searched in columns of every type.</param>
    /// <returns>Columns, as <c>table.column</c>, and files.</returns>
    public async Task<IReadOnlyList<string>> FindAsync(params string[] words) =>
        [.. (await ColumnsAsync(words)).Concat(await FilesAsync(words)).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The files of both containers, including staged files, whose path contains one of the words.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(params string[] words)
    {
        List<string> files = [];
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                if (words.Any(word => blob.Name.Contains(word, StringComparison.Ordinal)))
                    files.Add($"{container.Name}/{blob.Name}");
            }
        }

        return files;
    }

    private async Task<IReadOnlyList<string>> ColumnsAsync(string[] words)
    {
        await using var connection = await database.OpenConnectionAsync();
        List<string> columns = [];
        foreach (var table in await connection.QueryAsync<string>(TablesSql))
        {
            // Bytes are compared as hex.
            columns.AddRange(await connection.QueryAsync<string>(
                $"""
                select distinct '{table}.' || shown.key
                from {table} one, jsonb_each_text(to_jsonb(one)) shown, unnest(@words) word
                where position(word in shown.value) > 0
                    or position(encode(convert_to(word, 'UTF8'), 'hex') in shown.value) > 0
                """, new { words }, commandTimeout: 300));
        }

        return columns;
    }
}
