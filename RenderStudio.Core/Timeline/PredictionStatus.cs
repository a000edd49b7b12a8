namespace RenderStudio.Core.Timeline;

/// <summary>The status of a prediction, stored in lower case. docs/states.md lists the transitions.</summary>
public enum PredictionStatus
{
    Pending,
    Starting,
    Queued,
    Running,
    Storing,
    Succeeded,
    Failed,
    Canceled,
}

public static class PredictionStatuses
{
    public static string Text(this PredictionStatus status) => status.ToString().ToLowerInvariant();

    public static bool IsFinal(this PredictionStatus status) =>
        status is PredictionStatus.Succeeded or PredictionStatus.Failed or PredictionStatus.Canceled;

    /// <summary>
    /// Whether the prediction is live and not yet being stored, so that a run update can still change it.
    /// </summary>
    public static bool AwaitsResult(this PredictionStatus status) =>
        status is PredictionStatus.Pending or PredictionStatus.Starting or PredictionStatus.Queued
            or PredictionStatus.Running;
}
