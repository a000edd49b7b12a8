using Microsoft.Extensions.Logging;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Polls or cancels the run of one prediction now instead of in the next reconciliation round, because its owner waits
/// for its result or requested its cancellation.
/// </summary>
public sealed partial class CheckPrediction(
    AwaitedRunStore awaitedRuns, StuckStore stuck, ReadRun readRun, PollingSchedule pace, PredictionQueues queues,
    ILogger<CheckPrediction> logger)
{
    /// <summary>
    /// Does nothing when the prediction awaits no run. An upstream error is left to the next round. When results are
    /// polled, the next poll is enqueued; of several messages about a run, only the one that is due polls it.
    /// </summary>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await awaitedRuns.FindAsync(predictionId, ct) is not { } awaited)
            return;
        if (pace.Polls && !awaited.CancelRequested && !await stuck.DeferAsync(predictionId, pace.Silence, false, ct))
            return;
        await ReadAsync(predictionId, awaited, ct);
        if (pace.Polls && await awaitedRuns.FindAsync(predictionId, ct) is not null)
            await queues.EnqueueNextPollAsync(predictionId, awaited.Attempt, ct);
    }

    private async Task ReadAsync(Guid predictionId, AwaitedRun awaited, CancellationToken ct)
    {
        var reference = new RunReference(predictionId, awaited.Attempt);
        try
        {
            await (awaited.CancelRequested
                ? readRun.CancelAsync(reference, awaited.UpstreamId, ct)
                : readRun.PollAsync(reference, awaited.UpstreamId, ct));
        }
        catch (Exception error) when (ReadRun.IsUpstreamError(error))
        {
            LogRetry(logger, predictionId, error.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not read the run of prediction {PredictionId}; the reconciler will retry: {Reason}")]
    private static partial void LogRetry(ILogger logger, Guid predictionId, string reason);
}
