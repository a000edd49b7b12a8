using Dapper;
using Npgsql;

namespace RenderStudio.Core.Timeline;

/// <summary>
/// Reads and appends timeline events. <c>seq</c> has no gaps, because the transaction that appends an event has locked
/// the generation's row.
/// </summary>
internal static class GenerationEventStore
{
    private const int MaxEvents = 1000;

    private const string AppendSql =
        """
        insert into generation_events (generation_id, seq, stage, code, detail)
        select @generationId, coalesce(max(seq), 0) + 1, @stage, @code, @detail
        from generation_events where generation_id = @generationId
        """;

    /// <summary>Appends an event in the caller's transaction, which has locked the generation's row.</summary>
    /// <param name="stage">A status of the generation.</param>
    /// <param name="code">
    /// A stable code for programs (<c>submitted</c>, <c>variant_refused</c>, a failure code); null for a change of
    /// status without a code.
    /// </param>
    /// <param name="detail">A sentence for the owner, without internal details.</param>
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

    /// <summary>The timeline events in order, at most 1,000.</summary>
    /// <param name="after">The last <c>seq</c> that the caller has; 0 for all events.</param>
    public static async Task<IReadOnlyList<GenerationEvent>> ListAsync(
        NpgsqlConnection connection, Guid id, int after) =>
        [.. await connection.QueryAsync<GenerationEvent>(ListSql, new { id, after, count = MaxEvents })];

    private const string RemoveSql = "delete from generation_events where generation_id = any(@generationIds)";

    /// <summary>Deletes the events of generations that are deleted afterwards, in the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, Guid[] generationIds) =>
        connection.ExecuteAsync(RemoveSql, new { generationIds });
}
