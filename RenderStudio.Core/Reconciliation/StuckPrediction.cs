using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>A prediction that stands still, with every age judged by Postgres' clock.</summary>
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

    /// <summary>LeaseExpiries with the one that an expired lease is about to count.</summary>
    public required int LeaseExpiries { get; init; }

    public required bool NotBeforePassed { get; init; }

    /// <summary>Nothing was sent, or the time to search for what was sent was over as the listing began.</summary>
    public required bool GraceOver { get; init; }

    /// <summary>Waits for acceptance for longer than it may, and no run of it is known.</summary>
    public required bool StartOverdue { get; init; }

    /// <summary>Accepted longer ago than it may take.</summary>
    public required bool Overdue { get; init; }
}
