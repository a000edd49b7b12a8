using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>The row that carries the state machine, the attempt and the lease.</summary>
public sealed record Prediction
{
    public required Guid Id { get; init; }
    public required Guid GenerationId { get; init; }
    public required Guid OwnerId { get; init; }
    public required int Ordinal { get; init; }
    public required int FirstIndex { get; init; }
    public required int VariantCount { get; init; }
    /// <summary>Of this attempt, unless the owner chose one: it then tells nothing.</summary>
    public required long Seed { get; init; }
    public required PredictionStatus Status { get; init; }

    /// <summary>Marks the upstream run; 0 before the first start.</summary>
    public required int Attempt { get; init; }

    public required Guid? LeaseToken { get; init; }

    /// <summary>By Postgres' clock at the moment of reading.</summary>
    public required bool LeaseLive { get; init; }

    /// <summary>Leases that ended without their holder saying so.</summary>
    public required int LeaseExpiries { get; init; }

    /// <summary>The create call of this attempt was about to be made: it may have bought a run.</summary>
    public required bool Sent { get; init; }

    /// <summary>The current run; null until one is known.</summary>
    public required string? UpstreamId { get; init; }

    public required bool CancelRequested { get; init; }

    /// <summary>The run whose terminal answer is stored; null while none is.</summary>
    public required string? ResultRun { get; init; }

    public required string? ResultStatus { get; init; }
    public required int StoringTries { get; init; }
    public required string? FailureCode { get; init; }
    public required int CreditsPerVariant { get; init; }
    public required Guid RenderId { get; init; }

    /// <summary>The owner's own <c>maxWaitSeconds</c> have passed since Replicate accepted.</summary>
    public required bool PastDeadline { get; init; }

    /// <summary>It failed, and an operator has its stored result completed after all.</summary>
    public bool Redriven { get; init; }

    /// <summary>Since its result was stored; 0 without one.</summary>
    public double ResultSeconds { get; init; }

    public bool HasResult => ResultRun is not null;

    public bool TimedOut => Status == PredictionStatus.Failed && FailureCode == "timed_out";

    /// <summary>It failed and gave its hold back, but a success may still be delivered, at no charge.</summary>
    public bool TakesLate => TimedOut || (Status == PredictionStatus.Failed && Redriven);
}
