using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>What a piece of news about a run means for its prediction.</summary>
public enum RunVerdict
{
    /// <summary>Nothing changes.</summary>
    Ignore,

    /// <summary>Accepted upstream but not yet at work: becomes the current run, <c>queued</c>.</summary>
    Queue,

    /// <summary>At work: becomes the current run, <c>running</c>.</summary>
    Run,

    /// <summary>The end that counts: stored (or stored already) and still to be completed.</summary>
    StoreResult,

    /// <summary>Ended badly while another run may still succeed: that one becomes the current run.</summary>
    TurnToOther,

    /// <summary>Live, but nobody wants it any more.</summary>
    CancelRun,

    /// <summary>Ended without being wanted, or a cancel that has come to its end.</summary>
    CloseRun,
}

public static class RunVerdicts
{
    /// <summary>
    /// The rule for deliveries, listings and polls alike. A delivery may overtake the reply to the create call, so even
    /// a pending prediction adopts; the first run that succeeds is adopted whatever its attempt; a run marked
    /// <c>cancel</c> never is.
    /// </summary>
    /// <param name="otherHopeful">Another recorded run of this prediction is live or succeeded.</param>
    public static RunVerdict Decide(
        Prediction prediction, UpstreamRun run, UpstreamStatus news, bool otherHopeful, int maxLeaseExpiries) =>
        run.Disposition switch
        {
            RunDisposition.Cancel => news.IsFinal() ? RunVerdict.CloseRun : RunVerdict.Ignore,
            RunDisposition.Open => news switch
            {
                UpstreamStatus.Starting or UpstreamStatus.Processing => OfLive(prediction, run, news),
                UpstreamStatus.Succeeded => OfSuccess(prediction, run, maxLeaseExpiries),
                UpstreamStatus.Failed or UpstreamStatus.Canceled or UpstreamStatus.Aborted =>
                    OfFailure(prediction, run, otherHopeful),
                UpstreamStatus.Unknown => RunVerdict.Ignore,
            },
            RunDisposition.Canceled or RunDisposition.Lost or RunDisposition.Delivered => RunVerdict.Ignore,
        };

    private static RunVerdict OfLive(Prediction prediction, UpstreamRun run, UpstreamStatus news)
    {
        var current = prediction.UpstreamId == run.UpstreamId;
        if (prediction.Status.AwaitsResult())
        {
            var adoptable = prediction.Status is PredictionStatus.Pending or PredictionStatus.Starting
                || (prediction.Status == PredictionStatus.Queued && current);
            if (prediction.HasResult || !adoptable)
                return RunVerdict.Ignore;
            if (news == UpstreamStatus.Processing)
                return RunVerdict.Run;
            return prediction.Status == PredictionStatus.Queued ? RunVerdict.Ignore : RunVerdict.Queue;
        }

        // A prediction that timed out leaves its run alone: its success may still come, once.
        return prediction.ResultRun == run.UpstreamId || prediction.TimedOut ? RunVerdict.Ignore : RunVerdict.CancelRun;
    }

    private static RunVerdict OfSuccess(Prediction prediction, UpstreamRun run, int maxLeaseExpiries)
    {
        if (prediction.ResultRun == run.UpstreamId)
            return !prediction.Status.IsFinal() || prediction.TimedOut ? RunVerdict.StoreResult : RunVerdict.Ignore;
        var betterThanStored = !prediction.HasResult || prediction.ResultStatus != "succeeded";
        if (prediction.Status.AwaitsResult() && betterThanStored)
            return RunVerdict.StoreResult;
        if (prediction.TimedOut && !prediction.HasResult && prediction.LeaseExpiries < maxLeaseExpiries)
            return RunVerdict.StoreResult;
        return RunVerdict.CloseRun;
    }

    private static RunVerdict OfFailure(Prediction prediction, UpstreamRun run, bool otherHopeful)
    {
        if (!prediction.Status.AwaitsResult())
        {
            var beingStored = prediction.ResultRun == run.UpstreamId && !prediction.Status.IsFinal();
            return beingStored ? RunVerdict.Ignore : RunVerdict.CloseRun;
        }

        if (otherHopeful)
            return prediction.UpstreamId == run.UpstreamId ? RunVerdict.TurnToOther : RunVerdict.CloseRun;
        if (prediction.HasResult)
            return prediction.ResultRun == run.UpstreamId ? RunVerdict.StoreResult : RunVerdict.CloseRun;
        var ours = prediction.UpstreamId == run.UpstreamId
            || (prediction.UpstreamId is null && prediction.Attempt == run.Attempt);
        return ours ? RunVerdict.StoreResult : RunVerdict.CloseRun;
    }
}
