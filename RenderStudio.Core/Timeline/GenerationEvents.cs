using Dapper;
using Npgsql;

namespace RenderStudio.Core.Timeline;

/// <summary>
/// Appends to an owner's timeline. The caller's transaction holds the generation's row lock, which is what makes
/// <c>seq</c> gapless.
/// </summary>
public static class GenerationEvents
{
    private const int Most = 1000;

    private const string AppendSql =
        """
        insert into generation_events (generation_id, seq, stage, code, detail)
        select @generationId, coalesce(max(seq), 0) + 1, @stage, @code, @detail
        from generation_events where generation_id = @generationId
        """;

    /// <param name="stage">A status of the generation.</param>
    /// <param name="code">A stable word for programs (<c>submitted</c>, <c>variant_refused</c>, a failure code); null
    /// for a plain move.</param>
    /// <param name="detail">A sentence that is safe for the owner to read.</param>
    public static Task AppendAsync(
        NpgsqlConnection connection, Guid generationId, GenerationStatus stage, string? code, string detail) =>
        connection.ExecuteAsync(AppendSql, new { generationId, stage = stage.Text(), code, detail });

    private const string ListSql =
        """
        select seq, at, stage, code, detail from generation_events
        where generation_id = @id and seq > @after
        order by seq
        limit @count
        """;

    /// <summary>The timeline in order.</summary>
    /// <param name="after">The last <c>seq</c> that is known; 0 for all.</param>
    public static async Task<IReadOnlyList<GenerationEvent>> ListAsync(
        NpgsqlConnection connection, Guid id, int after) =>
        [.. await connection.QueryAsync<GenerationEvent>(ListSql, new { id, after, count = Most })];
}
