using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Applies an update of a run, from a delivery, a listing or a poll, in the caller's transaction: records the run,
/// decides (<see cref="RunVerdicts"/>) and moves the prediction under the generation's lock.
/// </summary>
public sealed class ApplyRunUpdate(PollingSchedule pace, IOptions<PredictionOptions> options)
{
    /// <param name="attempt">The attempt that the run's webhook link or input link names.</param>
    /// <returns>What the update meant; null when the prediction does not exist.</returns>
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

        var status = startDelivery && upstream.Status == UpstreamStatus.Starting
            ? UpstreamStatus.Processing
            : upstream.Status;
        var other = status.IsFinal() && status != UpstreamStatus.Succeeded
            ? await UpstreamRunStore.FindViableAsync(connection, predictionId, upstream.Id)
            : null;
        var verdict = RunVerdicts.Decide(prediction, run, status, other is not null, options.Value.MaxLeaseExpiries);
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
                await RunUpdateStore.AdoptAsync(
                    connection, prediction, upstream.Id, PredictionStatus.Queued, pace.Silence);
                break;
            case RunVerdict.Run:
                await RunUpdateStore.AdoptAsync(
                    connection, prediction, upstream.Id, PredictionStatus.Running, pace.Silence);
                break;
            case RunVerdict.StoreResult:
                var resendAfter = TimeSpan.FromSeconds(options.Value.MessageResendAfterSeconds);
                await RunUpdateStore.StoreResultAsync(connection, prediction.Id, upstream, resendAfter);
                break;
            case RunVerdict.SwitchRun:
                await UpstreamRunStore.SetDispositionAsync(connection, upstream.Id, RunDisposition.Lost);
                await RunUpdateStore.SwitchAsync(connection, prediction.Id, other!);
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
}
