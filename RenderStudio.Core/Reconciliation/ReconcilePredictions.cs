using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Runs one round of reconciliation: lists the runs that Replicate accepted, repairs stuck predictions, reads orphaned
/// runs and repairs generations. Two concurrent rounds have the effect of one. A failed step is logged and does not
/// prevent the others.
/// </summary>
public sealed partial class ReconcilePredictions(
    UpstreamListing listing, StuckPredictions stuck, OrphanedRuns orphanedRuns, GenerationRepairs generations,
    ReconciliationMetrics metrics, ILogger<ReconcilePredictions> logger)
{
    public async Task<ReconcileCounts> RunOnceAsync(CancellationToken ct)
    {
        var listed = await listing.RunAsync(ct);
        var done = new ConcurrentDictionary<Repair, int>();
        await StepAsync("stuck predictions", token => stuck.RepairAsync(listed, done, token), ct);
        var counts = new ReconcileCounts
        {
            Repairs = done,
            RunsFound = listed.Found,
            RunsClosed = await StepAsync("orphaned runs", orphanedRuns.RunAsync, ct),
            GenerationsClosed = await StepAsync("generations", generations.CloseAsync, ct),
            HoldsReleased = await StepAsync("holds", generations.ReleaseHoldsAsync, ct),
            Listed = listed.Complete,
        };
        metrics.Count(counts);
        if (counts.Total > 0)
        {
            var kinds = string.Join(", ", done.Select(pair => $"{pair.Key} {pair.Value}"));
            LogRepaired(
                logger, kinds, counts.RunsFound, counts.RunsClosed, counts.GenerationsClosed, counts.HoldsReleased);
        }

        return counts;
    }

    private async Task<int> StepAsync(string step, Func<CancellationToken, Task<int>> run, CancellationToken ct)
    {
        try
        {
            return await run(ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogStepFailed(logger, step, error);
            return 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Reconciled: {Repairs}; runs found by listing: {RunsFound}, orphaned runs closed: {RunsClosed}, "
            + "generations closed: {GenerationsClosed}, holds released: {HoldsReleased}")]
    private static partial void LogRepaired(
        ILogger logger, string repairs, int runsFound, int runsClosed, int generationsClosed, int holdsReleased);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "The reconciliation step '{Step}' failed; the next round will retry")]
    private static partial void LogStepFailed(ILogger logger, string step, Exception error);
}
