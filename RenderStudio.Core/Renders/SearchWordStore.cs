using Dapper;
using Npgsql;
using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Core.Renders;

/// <summary>Finds renders without current search words and writes the words, in the caller's transaction.</summary>
internal static class SearchWordStore
{
    // The condition on a constant version is the one of the partial index; an app with a later version adds an index.
    private const string CountSql = "select count(*)::int from renders where words_version < 1";

    // A render that is being changed is skipped. The next batch or the next round finds it, unless the change has
    // written its words.
    private const string ListSql =
        """
        select id, title, prompt from renders where words_version < 1 and id > @after
        order by id
        limit @limit
        for update skip locked
        """;

    private const string WriteSql =
        """
        update renders r set words = n.words::tsvector, words_version = @version
        from unnest(@ids::uuid[], @words::text[]) as n (id, words)
        where r.id = n.id
        """;

    public static Task<int> CountAsync(NpgsqlConnection connection) => connection.QuerySingleAsync<int>(CountSql);

    /// <summary>One batch in the order of ids, locked until the transaction ends.</summary>
    public static async Task<IReadOnlyList<UnindexedRender>> LockAsync(
        NpgsqlConnection connection, Guid after, int limit) =>
        [.. await connection.QueryAsync<UnindexedRender>(ListSql, new { after, limit })];

    public static Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyList<UnindexedRender> renders) =>
        connection.ExecuteAsync(WriteSql, new
        {
            ids = renders.Select(render => render.Id).ToArray(),
            words = renders.Select(render => SearchWords.Of(render.Title, render.Prompt)).ToArray(),
            version = SearchWords.Version,
        });
}

internal sealed record UnindexedRender
{
    public required Guid Id { get; init; }

    public string? Title { get; init; }

    public string? Prompt { get; init; }
}
