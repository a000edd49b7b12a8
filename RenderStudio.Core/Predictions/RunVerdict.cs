using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>What an update of a run means for its prediction.</summary>
public enum RunVerdict
{
    /// <summary>The update changes nothing.</summary>
    Ignore,

    /// <summary>Replicate accepted the run but has not started it: it becomes the current run, <c>queued</c>.</summary>
    Queue,

    /// <summary>The run is processing: it becomes the current run, <c>running</c>.</summary>
    Run,

    /// <summary>The result of this run is stored, now or already, and still has to be completed.</summary>
    StoreResult,

    /// <summary>The run failed while another run may still succeed: the other one becomes the current run.</summary>
    SwitchRun,

    /// <summary>The run is live but no longer needed.</summary>
    CancelRun,

    /// <summary>The run ended and is not needed, or its cancellation is complete.</summary>
    CloseRun,
}

internal static class RunVerdicts
{
    /// <summary>
    /// Applies the same rule to deliveries, listings and polls. A delivery may arrive before the reply to the create
    /// call, so a pending prediction adopts a run too. The first run that succeeds is adopted whatever its attempt. A
    /// run with the disposition <c>cancel</c> is never adopted.
    /// </summary>
    /// <param name="otherViable">Whether another recorded run of this prediction is live or succeeded.</param>
    public static RunVerdict Decide(
        Prediction prediction, UpstreamRun run, UpstreamStatus status, bool otherViable, int maxLeaseExpiries) =>
        run.Disposition switch
        {
            RunDisposition.Cancel => status.IsFinal() ? RunVerdict.CloseRun : RunVerdict.Ignore,
            RunDisposition.Open => status switch
            {
                UpstreamStatus.Starting or UpstreamStatus.Processing => OfLive(prediction, run, status),
                UpstreamStatus.Succeeded => OfSuccess(prediction, run, maxLeaseExpiries),
                UpstreamStatus.Failed or UpstreamStatus.Canceled or UpstreamStatus.Aborted =>
                    OfFailure(prediction, run, otherViable),
                UpstreamStatus.Unknown => RunVerdict.Ignore,
            },
            RunDisposition.Canceled or RunDisposition.Lost or RunDisposition.Delivered => RunVerdict.Ignore,
        };

    private static RunVerdict OfLive(Prediction prediction, UpstreamRun run, UpstreamStatus status)
    {
        var current = prediction.UpstreamId == run.UpstreamId;
        if (prediction.Status.AwaitsResult())
        {
            var adoptable = prediction.Status is PredictionStatus.Pending or PredictionStatus.Starting
                || (prediction.Status == PredictionStatus.Queued && current);
            if (prediction.HasResult || !adoptable)
                return RunVerdict.Ignore;
            if (status == UpstreamStatus.Processing)
                return RunVerdict.Run;
            return prediction.Status == PredictionStatus.Queued ? RunVerdict.Ignore : RunVerdict.Queue;
        }

        // A run of a timed-out prediction is not canceled: one late success can still be delivered.
        return prediction.ResultRun == run.UpstreamId || prediction.TimedOut ? RunVerdict.Ignore : RunVerdict.CancelRun;
    }

    private static RunVerdict OfSuccess(Prediction prediction, UpstreamRun run, int maxLeaseExpiries)
    {
        if (prediction.ResultRun == run.UpstreamId)
            return !prediction.Status.IsFinal() || prediction.TimedOut ? RunVerdict.StoreResult : RunVerdict.Ignore;
        var replacesStored = !prediction.HasResult || prediction.ResultStatus != "succeeded";
        if (prediction.Status.AwaitsResult() && replacesStored)
            return RunVerdict.StoreResult;
        if (prediction.TimedOut && !prediction.HasResult && prediction.LeaseExpiries < maxLeaseExpiries)
            return RunVerdict.StoreResult;
        return RunVerdict.CloseRun;
    }

    private static RunVerdict OfFailure(Prediction prediction, UpstreamRun run, bool otherViable)
    {
        if (!prediction.Status.AwaitsResult())
        {
            var beingStored = prediction.ResultRun == run.UpstreamId && !prediction.Status.IsFinal();
            return beingStored ? RunVerdict.Ignore : RunVerdict.CloseRun;
        }

        if (otherViable)
            return prediction.UpstreamId == run.UpstreamId ? RunVerdict.SwitchRun : RunVerdict.CloseRun;
        if (prediction.HasResult)
            return prediction.ResultRun == run.UpstreamId ? RunVerdict.StoreResult : RunVerdict.CloseRun;
        var isCurrent = prediction.UpstreamId == run.UpstreamId
            || (prediction.UpstreamId is null && prediction.Attempt == run.Attempt);
        return isCurrent ? RunVerdict.StoreResult : RunVerdict.CloseRun;
    }
}
