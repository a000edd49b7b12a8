using Dapper;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Writes what an update of a run changes in its prediction, in a transaction that holds the generation's lock.
/// </summary>
internal static class RunUpdateStore
{
    // The caller holds the lock and decided from the locked row; the status list repeats that rule for the write.
    private const string AdoptSql =
        """
        update predictions set status = @status, upstream_id = @upstreamId, lease_token = null, lease_until = null,
            accepted_at = coalesce(accepted_at, clock_timestamp()), changed_at = clock_timestamp(),
            next_check_at = clock_timestamp() + make_interval(secs =>
                case when cancel_requested_at is null then @silence::float8 else 0 end), checks = 0
        where id = @id and status in ('pending', 'starting', 'queued') and result_run is null
        """;

    /// <summary>Makes the run the current one.</summary>
    /// <param name="silence">Time until the reconciler polls the run.</param>
    public static async Task AdoptAsync(
        NpgsqlConnection connection, Prediction prediction, string upstreamId, PredictionStatus status,
        TimeSpan silence)
    {
        await connection.ExecuteAsync(AdoptSql, new
        {
            prediction.Id,
            status = status.Text(),
            upstreamId,
            silence = silence.TotalSeconds,
        });
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
    }

    // A repeated update of the same result does not change the time of the result.
    private const string StoreResultSql =
        """
        update predictions set result_run = @run, result_status = @status, result_payload = @payload,
            result_at = case when result_run = @run then result_at else clock_timestamp() end,
            next_check_at = case when result_run = @run then next_check_at
                else clock_timestamp() + make_interval(secs => @patience) end
        where id = @id and (result_run is null or result_run = @run or result_status <> 'succeeded')
            and (status in ('pending', 'starting', 'queued', 'running') or failure_code = 'timed_out')
        """;

    /// <param name="resendAfter">Time until the reconciler sends the completion message again.</param>
    public static Task StoreResultAsync(
        NpgsqlConnection connection, Guid id, ReplicatePrediction result, TimeSpan resendAfter) =>
        connection.ExecuteAsync(StoreResultSql, new
        {
            id,
            run = result.Id,
            status = result.StatusText,
            payload = result.Json,
            patience = resendAfter.TotalSeconds,
        });

    private const string SwitchSql =
        """
        update predictions set upstream_id = @other, next_check_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running')
        """;

    /// <summary>Makes another run the current one and lets the reconciler poll it at once.</summary>
    public static Task SwitchAsync(NpgsqlConnection connection, Guid id, string other) =>
        connection.ExecuteAsync(SwitchSql, new { id, other });
}
