using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The rows of upstream runs. Every statement runs under the lock of the prediction's generation.
/// </summary>
internal static class UpstreamRunStore
{
    private const string Columns = "upstream_id, prediction_id, attempt, disposition, upstream_status";

    private const string RecordSql =
        $"""
        insert into upstream_runs (upstream_id, prediction_id, attempt, upstream_status, seen_by)
        values (@upstreamId, @predictionId, @attempt, @upstreamStatus, @seenBy)
        on conflict (upstream_id) do update set upstream_status = coalesce(
            case when upstream_runs.upstream_status in ('succeeded', 'failed', 'canceled', 'aborted')
                then upstream_runs.upstream_status end, excluded.upstream_status, upstream_runs.upstream_status)
        where upstream_runs.prediction_id = excluded.prediction_id
        returning {Columns}
        """;

    /// <summary>Inserts the run, or updates its status. A final status is never overwritten.</summary>
    /// <returns>Null when the run belongs to another prediction; its row stays unchanged.</returns>
    public static Task<UpstreamRun?> RecordAsync(
        NpgsqlConnection connection, string upstreamId, Guid predictionId, int attempt, string? upstreamStatus,
        SeenBy seenBy) =>
        connection.QuerySingleOrDefaultAsync<UpstreamRun>(RecordSql,
            new { upstreamId, predictionId, attempt, upstreamStatus, seenBy = seenBy.ToString().ToLowerInvariant() });

    private const string SetDispositionSql =
        """
        update upstream_runs set disposition = @disposition, next_check_at = clock_timestamp()
        where upstream_id = @upstreamId and disposition in ('open', 'cancel')
        """;

    public static Task SetDispositionAsync(
        NpgsqlConnection connection, string upstreamId, RunDisposition disposition) =>
        connection.ExecuteAsync(SetDispositionSql,
            new { upstreamId, disposition = disposition.ToString().ToLowerInvariant() });

    private const string CancelOthersSql =
        """
        update upstream_runs set disposition = 'cancel', next_check_at = clock_timestamp()
        where prediction_id = @predictionId and disposition = 'open' and upstream_id is distinct from @keep
        """;

    /// <summary>
    /// Marks the open runs of the prediction to be canceled, except <paramref name="keep"/>; null keeps none.
    /// </summary>
    public static Task CancelOthersAsync(NpgsqlConnection connection, Guid predictionId, string? keep) =>
        connection.ExecuteAsync(CancelOthersSql, new { predictionId, keep });

    private const string ViableSql =
        """
        select upstream_id from upstream_runs
        where prediction_id = @predictionId and upstream_id <> @except and disposition = 'open'
            and coalesce(upstream_status, 'starting') not in ('failed', 'canceled', 'aborted')
        order by seen_at limit 1
        """;

    /// <summary>Finds another run of the prediction that is live or succeeded.</summary>
    /// <returns>Its id; null when there is none.</returns>
    public static Task<string?> FindViableAsync(NpgsqlConnection connection, Guid predictionId, string except) =>
        connection.QuerySingleOrDefaultAsync<string?>(ViableSql, new { predictionId, except });
}
