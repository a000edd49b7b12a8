namespace RenderStudio.Testing.Faults;

/// <summary>Whether a run in Replicate's books is accounted for in ours.</summary>
/// <param name="dispositions">By the run's id, of every run that we know.</param>
/// <param name="predictions">Every prediction that has a row.</param>
/// <param name="erasedUntil">When the last erasure ended; null when no owner was erased.</param>
public sealed class AuditRuns(
    IReadOnlyDictionary<string, string> dispositions, IReadOnlySet<Guid> predictions, DateTime? erasedUntil)
{
    /// <returns>Null for a run that is accounted for.</returns>
    public string? Fault(BoughtRun run) => run.PredictionId switch
    {
        null => $"{run.Id} is {run.Status} there and has no mark",
        { } id when predictions.Contains(id) => OfOurs(run),
        _ => OfErased(run),
    };

    private string? OfOurs(BoughtRun run)
    {
        var known = dispositions.GetValueOrDefault(run.Id);
        var accounted = run.Canceled ? known == "canceled" : run.Final && known is "delivered" or "lost";
        return accounted ? null : $"{run.Id} is {run.Status} there and {known ?? "unknown"} here";
    }

    // Only an erasure removes a prediction, and only when its runs have ended. They may have ended in any way, because
    // the rows that say who took them are gone; none may still cost, and none may be bought for an erased owner.
    private string? OfErased(BoughtRun run) =>
        run.Final && run.CreatedAt.UtcDateTime <= erasedUntil?.ToUniversalTime()
            ? null
            : $"{run.Id} is {run.Status} there since {run.CreatedAt:O} and its prediction has no row";
}
