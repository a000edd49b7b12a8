namespace RenderStudio.Testing.Faults;

/// <summary>Checks that each run that the simulator lists matches the database.</summary>
/// <param name="dispositions">Dispositions by run id, of every run in the database.</param>
/// <param name="predictions">The predictions with a row.</param>
/// <param name="erasedUntil">When the last erasure ended; null when no owner was erased.</param>
public sealed class AuditRuns(
    IReadOnlyDictionary<string, string> dispositions, IReadOnlySet<Guid> predictions, DateTime? erasedUntil)
{
    /// <returns>Null for a run that matches.</returns>
    public string? Fault(RecordedRun run) => run.PredictionId switch
    {
        null => $"{run.Id} is {run.Status} at Replicate and names no prediction",
        { } id when predictions.Contains(id) => OfPrediction(run),
        _ => OfErased(run),
    };

    private string? OfPrediction(RecordedRun run)
    {
        var known = dispositions.GetValueOrDefault(run.Id);
        var accounted = run.Canceled ? known == "canceled" : run.Final && known is "delivered" or "lost";
        return accounted ? null : $"{run.Id} is {run.Status} at Replicate and {known ?? "unknown"} in the database";
    }

    // Only an erasure removes a prediction, and only when its runs have ended. They can have ended in any way, because
    // the rows that recorded their disposition are deleted. None can still cost, and none can be created for an erased
    // owner.
    private string? OfErased(RecordedRun run) =>
        run.Final && run.CreatedAt.UtcDateTime <= erasedUntil?.ToUniversalTime()
            ? null
            : $"{run.Id}, created {run.CreatedAt:O}, is {run.Status} at Replicate and its prediction has no row";
}
