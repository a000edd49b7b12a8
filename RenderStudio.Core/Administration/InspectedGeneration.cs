using System.Text.Json.Serialization;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Administration;

/// <summary>
/// A generation as an operator sees it: everything but its content. Prompts, photos and pictures are personal, so they
/// are left out.
/// </summary>
public sealed record InspectedGeneration
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required string Status { get; init; }
    public string? FailureCode { get; init; }
    public required string Mode { get; init; }
    public required string Model { get; init; }
    public required string Quality { get; init; }
    public required string AspectRatio { get; init; }

    /// <summary>Number of requested variants.</summary>
    public required int Requested { get; init; }
    public required int Delivered { get; init; }
    public required int CreditsPerVariant { get; init; }
    public required int ExpectedSeconds { get; init; }
    public int? MaxWaitSeconds { get; init; }

    /// <summary>Null until the first variant is delivered, and after the render was deleted.</summary>
    public Guid? RenderId { get; init; }
    public Guid? RetriedFrom { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? CancelRequestedAt { get; init; }
    public DateTime? CanceledAt { get; init; }
    public DateTime? FinishedAt { get; init; }

    public IReadOnlyList<InspectedPrediction> Predictions { get; init; } = [];

    /// <summary>The holds, settlements and releases of the generation, in order.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>The timeline, in order.</summary>
    public IReadOnlyList<GenerationEvent> Events { get; init; } = [];

    public IReadOnlyList<InspectedVariant> Variants { get; init; } = [];

    /// <summary>Acts of operators on its predictions, the newest first.</summary>
    public IReadOnlyList<AdminAct> Acts { get; init; } = [];
}

public sealed record InspectedPrediction
{
    public required Guid Id { get; init; }
    public required int Ordinal { get; init; }
    public required int FirstIndex { get; init; }
    public required int VariantCount { get; init; }
    public required string Status { get; init; }
    public string? FailureCode { get; init; }

    /// <summary>Number of the current attempt; 0 before the first start.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether an operator paused the starts of its model.</summary>
    public required bool StartsPaused { get; init; }

    public required DateTime NotBefore { get; init; }

    /// <summary>When the lease of its worker ends; null without a worker.</summary>
    public DateTime? LeaseUntil { get; init; }
    public required int LeaseExpiries { get; init; }

    /// <summary>When the create call of this attempt may have been sent.</summary>
    public DateTime? SentAt { get; init; }
    public DateTime? GraceUntil { get; init; }

    /// <summary>The current run.</summary>
    public string? UpstreamId { get; init; }
    public DateTime? AcceptedAt { get; init; }
    public DateTime? CancelRequestedAt { get; init; }

    /// <summary>The run whose result is stored.</summary>
    public string? ResultRun { get; init; }
    public string? ResultStatus { get; init; }
    public DateTime? ResultAt { get; init; }

    /// <summary>The error that Replicate reported, without texts of the request; null without one.</summary>
    public string? ResultError { get; init; }

    [JsonIgnore]
    public string? ResultPayload { get; init; }
    public required int StoringTries { get; init; }
    public DateTime? RedrivenAt { get; init; }

    /// <summary>When the reconciler looks at it next.</summary>
    public required DateTime NextCheckAt { get; init; }
    public required int Checks { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required DateTime ChangedAt { get; init; }
    public DateTime? FinishedAt { get; init; }
    public IReadOnlyList<InspectedRun> Runs { get; init; } = [];
}

/// <summary>A run at Replicate.</summary>
public sealed record InspectedRun
{
    [JsonIgnore]
    public Guid PredictionId { get; init; }
    public required string UpstreamId { get; init; }
    public required int Attempt { get; init; }
    public required string Disposition { get; init; }

    /// <summary>Replicate's last known status; null when only the id is known.</summary>
    public string? UpstreamStatus { get; init; }

    /// <summary>What reported the run first: <c>reply</c>, <c>delivery</c> or <c>listing</c>.</summary>
    public required string SeenBy { get; init; }
    public required DateTime SeenAt { get; init; }
    public required DateTime NextCheckAt { get; init; }
}

public sealed record InspectedVariant
{
    public required int Index { get; init; }
    public required Guid PredictionId { get; init; }
    public required int Rank { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }

    /// <summary>Size of the picture in full size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Why the variant is not charged: <c>blank</c>, <c>duplicate</c> or <c>unchanged</c>.</summary>
    public string? Flaw { get; init; }
    public required DateTime CreatedAt { get; init; }
}
