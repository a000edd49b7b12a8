namespace RenderStudio.Core.Timeline;

/// <summary>The status of a generation, derived from its predictions.</summary>
/// <param name="FailureCode">Set exactly when the status is failed.</param>
internal sealed record GenerationOutcome(GenerationStatus Status, string? FailureCode)
{
    /// <summary>
    /// The status is final when all predictions are final: succeeded when any prediction succeeded; otherwise failed,
    /// with <c>timed_out</c> if any prediction timed out and with the code of the earliest failure if none did;
    /// otherwise canceled. Until then the status is that of the most advanced live prediction, and never earlier than
    /// <paramref name="shown"/>.
    /// </summary>
    public static GenerationOutcome Of(GenerationStatus shown, IReadOnlyList<PredictionState> predictions)
    {
        var live = predictions.Where(prediction => !prediction.Status.IsFinal()).ToList();
        if (live.Count == 0)
            return Final(predictions);
        var furthest = live.Max(prediction => Shown(prediction.Status));
        return new(furthest > shown ? furthest : shown, null);
    }

    private static GenerationOutcome Final(IReadOnlyList<PredictionState> predictions)
    {
        if (predictions.Any(prediction => prediction.Status == PredictionStatus.Succeeded))
            return new(GenerationStatus.Succeeded, null);
        var failures = predictions
            .Where(prediction => prediction.Status == PredictionStatus.Failed)
            .OrderBy(prediction => prediction.FinishedAt)
            .Select(prediction => prediction.FailureCode!)
            .ToList();
        if (failures.Count == 0)
            return new(GenerationStatus.Canceled, null);
        var timedOut = Timeline.FailureCode.TimedOut.Text();
        return new(GenerationStatus.Failed, failures.Contains(timedOut) ? timedOut : failures[0]);
    }

    private static GenerationStatus Shown(PredictionStatus live) => live switch
    {
        PredictionStatus.Pending or PredictionStatus.Starting => GenerationStatus.Pending,
        PredictionStatus.Queued => GenerationStatus.Queued,
        PredictionStatus.Running => GenerationStatus.Running,
        PredictionStatus.Storing => GenerationStatus.Storing,
        PredictionStatus.Succeeded or PredictionStatus.Failed or PredictionStatus.Canceled =>
            throw new ArgumentOutOfRangeException(nameof(live), live, "The status is final."),
    };
}
