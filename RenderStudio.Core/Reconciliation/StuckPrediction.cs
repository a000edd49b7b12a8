using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>A prediction that is due for repair. All ages are computed by PostgreSQL's clock.</summary>
public sealed record StuckPrediction
{
    public required Guid Id { get; init; }
    public required PredictionStatus Status { get; init; }
    public required int Attempt { get; init; }
    public required string? UpstreamId { get; init; }
    public required bool CancelRequested { get; init; }
    public required bool HasResult { get; init; }
    public required bool HasLease { get; init; }
    public required bool LeaseExpired { get; init; }

    /// <summary>Number of lease expiries, including an expired lease that is not counted yet.</summary>
    public required int LeaseExpiries { get; init; }

    public required bool NotBeforePassed { get; init; }

    /// <summary>Whether an operator paused the starts of a pending prediction.</summary>
    public bool StartsPaused { get; init; }

    /// <summary>Whether no create call was sent, or the grace period was over when the listing began.</summary>
    public required bool GraceOver { get; init; }

    /// <summary>Whether the prediction was not accepted in time and has no open run.</summary>
    public required bool StartOverdue { get; init; }

    /// <summary>Whether the timeout has passed since the run was accepted.</summary>
    public required bool Overdue { get; init; }
}
