using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>A row of <c>predictions</c>: the status, the attempt and the lease.</summary>
public sealed record Prediction
{
    public required Guid Id { get; init; }
    public required Guid GenerationId { get; init; }
    public required Guid OwnerId { get; init; }
    public required int Ordinal { get; init; }
    public required int FirstIndex { get; init; }
    public required int VariantCount { get; init; }
    /// <summary>
    /// The seed of this attempt. A seed that the owner chose is the same for all attempts and does not identify one.
    /// </summary>
    public required long Seed { get; init; }
    public required PredictionStatus Status { get; init; }

    /// <summary>Number of the current attempt, which the upstream run carries; 0 before the first start.</summary>
    public required int Attempt { get; init; }

    public required Guid? LeaseToken { get; init; }

    /// <summary>Whether the lease has not expired, by PostgreSQL's clock when the row is read.</summary>
    public required bool LeaseLive { get; init; }

    /// <summary>Number of leases that expired before their worker returned them.</summary>
    public required int LeaseExpiries { get; init; }

    /// <summary>Whether the create call of this attempt may have been sent, so that a run may exist.</summary>
    public required bool Sent { get; init; }

    /// <summary>Id of the current run; null until one is known.</summary>
    public required string? UpstreamId { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>Id of the run whose result is stored; null without a stored result.</summary>
    public required string? ResultRun { get; init; }

    public required string? ResultStatus { get; init; }
    public required int StoringTries { get; init; }
    public required string? FailureCode { get; init; }
    public required int CreditsPerVariant { get; init; }
    public required Guid RenderId { get; init; }

    /// <summary>Whether the owner's <c>maxWaitSeconds</c> have passed since Replicate accepted the run.</summary>
    public required bool PastDeadline { get; init; }

    /// <summary>Whether an operator reopened the failed prediction to have its stored result completed.</summary>
    public bool Redriven { get; init; }

    /// <summary>Seconds since the result was stored; 0 without a result.</summary>
    public double ResultSeconds { get; init; }

    public bool HasResult => ResultRun is not null;

    public bool TimedOut => Status == PredictionStatus.Failed && FailureCode == "timed_out";

    /// <summary>
    /// Whether the prediction failed and released its hold, but a success can still be delivered, at no charge: it
    /// timed out or was redriven. <see cref="PredictionStore.MaySucceedLate"/> is the same condition in SQL.
    /// </summary>
    public bool MaySucceedLate => TimedOut || (Status == PredictionStatus.Failed && Redriven);
}
