using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>What the reconciler does for a prediction that stands still.</summary>
public enum Repair
{
    None,

    /// <summary>Its start message may be lost.</summary>
    SendStart,

    /// <summary>Its holder died: the lease goes, the death counts.</summary>
    ReapLease,

    /// <summary>Too many holders died storing it.</summary>
    FailByLeaseExpiries,

    /// <summary>Replicate did not accept it in time.</summary>
    FailUnaccepted,

    /// <summary>
    /// The search for an accepted run is over without a find: a new attempt, or the cancel that waited for it.
    /// </summary>
    EndSearch,

    /// <summary>Its result is stored and nobody is completing it.</summary>
    SendCompletion,

    /// <summary>No news for too long: ask Replicate.</summary>
    Poll,

    /// <summary>The owner wants it to end; Replicate has the last word.</summary>
    CancelUpstream,

    /// <summary>It took longer than it may.</summary>
    TimeOut,
}

public static class Repairs
{
    /// <summary>These cost calls that Replicate counts.</summary>
    public static bool AsksReplicate(this Repair repair) => repair is Repair.Poll or Repair.CancelUpstream;

    /// <param name="listed">All runs up to now have been listed: only then does "no match" mean "not accepted".</param>
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
