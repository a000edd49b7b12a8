namespace RenderStudio.Core.Timeline;

/// <summary>The columns of a prediction from which the generation's status is derived.</summary>
internal sealed record PredictionState
{
    public required PredictionStatus Status { get; init; }
    public required string? FailureCode { get; init; }
    public required DateTime? FinishedAt { get; init; }
}
