using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>What the reconciler does for a stuck prediction.</summary>
public enum Repair
{
    None,

    /// <summary>Sends the start message again, because it may be lost.</summary>
    SendStart,

    /// <summary>Removes an expired lease and counts the lease expiry.</summary>
    ReapLease,

    /// <summary>Ends the prediction, because too many leases expired while it was stored.</summary>
    FailByLeaseExpiries,

    /// <summary>Fails the prediction, because Replicate did not accept it in time.</summary>
    FailUnaccepted,

    /// <summary>
    /// Ends the search for an accepted run, because none was found: a new attempt starts, or the prediction is
    /// canceled.
    /// </summary>
    EndSearch,

    /// <summary>Sends the completion message, because a result is stored and no worker completes it.</summary>
    SendCompletion,

    /// <summary>Polls the run, because no update arrived in time.</summary>
    Poll,

    /// <summary>Cancels the run at the owner's request; Replicate decides how it ends.</summary>
    CancelUpstream,

    /// <summary>Fails the prediction, because it exceeded its time.</summary>
    TimeOut,
}

internal static class Repairs
{
    /// <summary>Whether the repair calls Replicate, which limits the number of calls.</summary>
    public static bool CallsReplicate(this Repair repair) => repair is Repair.Poll or Repair.CancelUpstream;

    /// <param name="listed">
    /// Whether all runs up to now have been listed. Only then does a missing run mean that Replicate did not accept it.
    /// </param>
    public static Repair Decide(StuckPrediction stuck, int maxLeaseExpiries, bool listed)
    {
        if (stuck.LeaseExpired)
        {
            var usedUp = stuck.LeaseExpiries >= maxLeaseExpiries && stuck.Status == PredictionStatus.Storing;
            return usedUp ? Repair.FailByLeaseExpiries : Repair.ReapLease;
        }

        if (stuck.HasLease)
            return Repair.None;
        if (stuck.HasResult)
            return Repair.SendCompletion;
        return stuck.Status switch
        {
            PredictionStatus.Pending when stuck.StartOverdue => Repair.FailUnaccepted,
            PredictionStatus.Pending when stuck.StartsPaused => Repair.None,
            PredictionStatus.Pending => stuck.NotBeforePassed ? Repair.SendStart : Repair.None,
            PredictionStatus.Starting => OfStarting(stuck, listed),
            PredictionStatus.Queued or PredictionStatus.Running => OfAccepted(stuck),
            PredictionStatus.Storing or PredictionStatus.Succeeded or PredictionStatus.Failed
                or PredictionStatus.Canceled => Repair.None,
        };
    }

    private static Repair OfStarting(StuckPrediction stuck, bool listed)
    {
        if (stuck.StartOverdue && stuck.GraceOver)
            return Repair.FailUnaccepted;
        return listed && stuck.GraceOver ? Repair.EndSearch : Repair.None;
    }

    private static Repair OfAccepted(StuckPrediction stuck)
    {
        if (stuck.Overdue)
            return Repair.TimeOut;
        return stuck.CancelRequested ? Repair.CancelUpstream : Repair.Poll;
    }
}
