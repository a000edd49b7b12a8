namespace RenderStudio.Core.Timeline;

/// <summary>What a generation's status follows from, of one of its predictions.</summary>
public sealed record PredictionState
{
    public required PredictionStatus Status { get; init; }
    public required string? FailureCode { get; init; }
    public required DateTime? FinishedAt { get; init; }
}
