using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Takes in what is heard of a run, by delivery, listing or poll, in the caller's transaction: records the run, decides
/// (<see cref="RunVerdicts"/>) and moves the prediction under the generation's lock.
/// </summary>
public sealed class ApplyRunUpdate(PollingSchedule pace, IOptions<PredictionOptions> options)
{
    /// <param name="attempt">The attempt that the run carries in its webhook mark.</param>
    /// <returns>What it meant; null when there is no such prediction.</returns>
    public async Task<RunVerdict?> RunAsync(
        NpgsqlConnection connection, Guid predictionId, int attempt, ReplicatePrediction upstream, SeenBy seenBy,
        bool startDelivery = false)
    {
        var prediction = await PredictionStore.LockAsync(connection, predictionId);
        if (prediction is null)
            return null;

        var run = await UpstreamRunStore.RecordAsync(
            connection, upstream.Id, predictionId, attempt, upstream.StatusText, seenBy);
        if (run is null)
            return RunVerdict.Ignore;

        var news = startDelivery && upstream.Status == UpstreamStatus.Starting
            ? UpstreamStatus.Processing
            : upstream.Status;
        var other = news.IsFinal() && news != UpstreamStatus.Succeeded
            ? await UpstreamRunStore.HopefulAsync(connection, predictionId, upstream.Id)
            : null;
        var verdict = RunVerdicts.Decide(prediction, run, news, other is not null, options.Value.MaxLeaseExpiries);
        await ApplyAsync(connection, prediction, upstream, verdict, other);
        return verdict;
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection, Prediction prediction, ReplicatePrediction upstream, RunVerdict verdict,
        string? other)
    {
        switch (verdict)
        {
            case RunVerdict.Queue:
                await AdoptAsync(connection, prediction, upstream.Id, PredictionStatus.Queued);
                break;
            case RunVerdict.Run:
                await AdoptAsync(connection, prediction, upstream.Id, PredictionStatus.Running);
                break;
            case RunVerdict.StoreResult:
                await connection.ExecuteAsync(StoreResultSql, new
                {
                    prediction.Id,
                    run = upstream.Id,
                    status = upstream.StatusText,
                    payload = upstream.Json,
                    patience = options.Value.MessageResendAfterSeconds,
                });
                break;
            case RunVerdict.TurnToOther:
                await UpstreamRunStore.SetDispositionAsync(connection, upstream.Id, RunDisposition.Lost);
                await connection.ExecuteAsync(TurnSql, new { prediction.Id, other });
                break;
            case RunVerdict.CancelRun:
                await UpstreamRunStore.SetDispositionAsync(connection, upstream.Id, RunDisposition.Cancel);
                break;
            case RunVerdict.CloseRun:
                var canceled = upstream.Status is UpstreamStatus.Canceled or UpstreamStatus.Aborted;
                await UpstreamRunStore.SetDispositionAsync(
                    connection, upstream.Id, canceled ? RunDisposition.Canceled : RunDisposition.Lost);
                break;
            case RunVerdict.Ignore:
                break;
        }
    }

    // The row is locked and the verdict was made from it; the status list repeats the rule where the row is written.
    private const string AdoptSql =
        """
        update predictions set status = @status, upstream_id = @upstreamId, lease_token = null, lease_until = null,
            accepted_at = coalesce(accepted_at, clock_timestamp()), changed_at = clock_timestamp(),
            next_check_at = clock_timestamp() + make_interval(secs =>
                case when cancel_requested_at is null then @silence::float8 else 0 end), checks = 0
        where id = @id and status in ('pending', 'starting', 'queued') and result_run is null
        """;

    private async Task AdoptAsync(
        NpgsqlConnection connection, Prediction prediction, string upstreamId, PredictionStatus status)
    {
        await connection.ExecuteAsync(AdoptSql, new
        {
            prediction.Id,
            status = status.Text(),
            upstreamId,
            silence = pace.Silence.TotalSeconds,
        });
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
    }

    // Hearing of the same end once more does not make it younger.
    private const string StoreResultSql =
        """
        update predictions set result_run = @run, result_status = @status, result_payload = @payload,
            result_at = case when result_run = @run then result_at else clock_timestamp() end,
            next_check_at = case when result_run = @run then next_check_at
                else clock_timestamp() + make_interval(secs => @patience) end
        where id = @id and (result_run is null or result_run = @run or result_status <> 'succeeded')
            and (status in ('pending', 'starting', 'queued', 'running') or failure_code = 'timed_out')
        """;

    private const string TurnSql =
        """
        update predictions set upstream_id = @other, next_check_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running')
        """;
}
