namespace RenderStudio.Local.Replicate.Predictions;

internal enum SimulatedRunStatus
{
    Starting,
    Processing,
    Succeeded,
    Failed,
    Canceled,
    Aborted,
}

/// <summary>
/// The mutable part of a prediction as an immutable snapshot; a webhook keeps the snapshot of its event.
/// </summary>
internal sealed record SimulatedRunState
{
    public SimulatedRunStatus Status { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>URLs of the pictures; the model determines whether the response contains a string or a list.</summary>
    public IReadOnlyList<string>? Output { get; init; }

    public string Logs { get; init; } = "";

    public string? Error { get; init; }

    public bool IsFinal => Status is not (SimulatedRunStatus.Starting or SimulatedRunStatus.Processing);
}
