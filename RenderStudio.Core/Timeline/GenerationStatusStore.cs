using Dapper;
using Npgsql;

namespace RenderStudio.Core.Timeline;

/// <summary>Reads and writes the status of a generation. Each method runs in the caller's transaction.</summary>
internal static class GenerationStatusStore
{
    private const string StatusSql = "select status from generations where id = @generationId";

    private const string PredictionsSql =
        """
        select status, failure_code, finished_at from predictions where generation_id = @generationId order by ordinal
        """;

    // A price of 0 leaves no entry in the ledger.
    private const string TallySql =
        """
        select variants as requested, delivered,
            (select count(*) from variants v where v.render_id = g.render_id and v.flaw is not null)::int as flawed,
            coalesce((select sum(credits) from credit_entries where generation_id = g.id and kind = 'settle')
                / nullif(credits_per_variant, 0), case when credits_per_variant = 0 then delivered else 0 end)::int
                as charged
        from generations g where id = @generationId
        """;

    private const string LastDetailSql =
        "select detail from generation_events where generation_id = @generationId order by seq desc limit 1";

    private const string UpdateSql =
        """
        update generations set status = @status, failure_code = @failureCode,
            finished_at = case when @final then clock_timestamp() end,
            canceled_at = case
                when @status = 'canceled' then clock_timestamp()
                when @final and @someCanceled then coalesce(canceled_at, clock_timestamp())
                else canceled_at end
        where id = @generationId
        """;

    public static async Task<GenerationStatus> StatusAsync(NpgsqlConnection connection, Guid generationId) =>
        GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(StatusSql, new { generationId }));

    public static async Task<IReadOnlyList<PredictionState>> PredictionsAsync(
        NpgsqlConnection connection, Guid generationId) =>
        [.. await connection.QueryAsync<PredictionState>(PredictionsSql, new { generationId })];

    public static Task<GenerationTally> TallyAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleAsync<GenerationTally>(TallySql, new { generationId });

    /// <summary>The detail of the last timeline event.</summary>
    public static Task<string?> LastDetailAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QuerySingleOrDefaultAsync<string?>(LastDetailSql, new { generationId });

    /// <param name="someCanceled">Whether any prediction of the generation is canceled.</param>
    public static Task UpdateAsync(
        NpgsqlConnection connection, Guid generationId, GenerationOutcome outcome, bool someCanceled) =>
        connection.ExecuteAsync(UpdateSql, new
        {
            generationId,
            status = outcome.Status.Text(),
            outcome.FailureCode,
            final = outcome.Status.IsFinal(),
            someCanceled,
        });

    private const string SetDeliveredSql = "update generations set delivered = @delivered where id = @generationId";

    /// <summary>Sets the number of variants whose delivery is complete.</summary>
    public static Task SetDeliveredAsync(NpgsqlConnection connection, Guid generationId, int delivered) =>
        connection.ExecuteAsync(SetDeliveredSql, new { generationId, delivered });
}
