using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>Every statement here runs under the lock of the prediction's generation.</summary>
public static class UpstreamRunStore
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

    /// <summary>Makes the run known, or notes its newer status; a terminal status is never taken back.</summary>
    /// <returns>Null when it is known as a run of another prediction; that one is left as it is.</returns>
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

    public static Task SetDispositionAsync(NpgsqlConnection connection, string upstreamId, RunDisposition disposition) =>
        connection.ExecuteAsync(SetDispositionSql,
            new { upstreamId, disposition = disposition.ToString().ToLowerInvariant() });

    private const string CancelOthersSql =
        """
        update upstream_runs set disposition = 'cancel', next_check_at = clock_timestamp()
        where prediction_id = @predictionId and disposition = 'open' and upstream_id is distinct from @keep
        """;

    /// <summary>Nobody will take these any more. <paramref name="keep"/> null means none is kept.</summary>
    public static Task CancelOthersAsync(NpgsqlConnection connection, Guid predictionId, string? keep) =>
        connection.ExecuteAsync(CancelOthersSql, new { predictionId, keep });

    private const string HopefulSql =
        """
        select upstream_id from upstream_runs
        where prediction_id = @predictionId and upstream_id <> @except and disposition = 'open'
            and coalesce(upstream_status, 'starting') not in ('failed', 'canceled', 'aborted')
        order by seen_at limit 1
        """;

    /// <summary>Another run of the prediction that is live or succeeded; null when there is none.</summary>
    public static Task<string?> HopefulAsync(NpgsqlConnection connection, Guid predictionId, string except) =>
        connection.QuerySingleOrDefaultAsync<string?>(HopefulSql, new { predictionId, except });
}
