namespace RenderStudio.Local.Replicate.Predictions;

internal enum PredictionStatus
{
    Starting,
    Processing,
    Succeeded,
    Failed,
    Canceled,
    Aborted,
}

/// <summary>What changes about a prediction; a webhook keeps the state of its moment.</summary>
internal sealed record PredictionState
{
    public PredictionStatus Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Addresses of the pictures; the model decides whether one goes out as a string or as a list.</summary>
    public IReadOnlyList<string>? Output { get; init; }

    public string Logs { get; init; } = "";

    public string? Error { get; init; }

    public bool IsFinal => Status is not (PredictionStatus.Starting or PredictionStatus.Processing);
}
