namespace RenderStudio.Core.Timeline;

/// <summary>States of one unit of upstream work, stored in lower case. See docs/states.md for the moves.</summary>
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

    /// <summary>Live and not yet being stored: a run's news may still move it.</summary>
    public static bool AwaitsResult(this PredictionStatus status) =>
        status is PredictionStatus.Pending or PredictionStatus.Starting or PredictionStatus.Queued
            or PredictionStatus.Running;
}
