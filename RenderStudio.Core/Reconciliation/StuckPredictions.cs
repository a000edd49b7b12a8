using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Repairs all stuck predictions, batch by batch. A row that cannot be repaired does not prevent the repair of others.
/// A round that exceeds its time stops, and the next round continues after the last row.
/// </summary>
public sealed partial class StuckPredictions(
    StuckStore stuck, RepairPrediction repair, OldestPending oldest, IOptions<ReconciliationOptions> options,
    ILogger<StuckPredictions> logger)
{
    /// <summary>The row after which the next round continues; empty when the last round reached the end.</summary>
    private Guid continueAfter;

    /// <param name="done">Receives the number of repairs that changed something, by kind.</param>
    /// <returns>Number of rows that were processed.</returns>
    public async Task<int> RepairAsync(
        ListingResult listed, ConcurrentDictionary<Repair, int> done, CancellationToken ct)
    {
        await oldest.ReportAsync(ct);
        var all = 0;
        var pollsLeft = options.Value.MaxPollsPerRound;
        using var time = new CancellationTokenSource(options.Value.StepTime);
        var after = continueAfter;
        var fromStart = after == Guid.Empty;
        while (!time.IsCancellationRequested)
        {
            var batch = await stuck.NextBatchAsync(after, listed.BegunAt, ct);
            if (batch.Count == 0 && fromStart)
            {
                continueAfter = Guid.Empty;
                return all;
            }

            // Each batch processes at least one row, so that every round makes progress.
            var begun = 0;
            await Parallel.ForEachAsync(batch, options.Value.InParallel(ct), async (one, token) =>
            {
                if (time.IsCancellationRequested && begun > 0)
                    return;
                Interlocked.Increment(ref begun);
                var kind = repair.Decide(one, listed.Complete);
                if (kind.CallsReplicate() && Interlocked.Decrement(ref pollsLeft) < 0)
                    return;
                if (await TryAsync(kind, one, token))
                    done.AddOrUpdate(kind, 1, (_, count) => count + 1);
            });
            all += begun;
            fromStart |= batch.Count == 0;
            after = batch.Count == 0 ? Guid.Empty : batch[begun - 1].Id;
        }

        continueAfter = after;
        LogStopped(logger);
        return all;
    }

    private async Task<bool> TryAsync(Repair kind, StuckPrediction one, CancellationToken ct)
    {
        try
        {
            return await repair.RunAsync(kind, one, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogRetry(logger, one.Id, kind, error);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not repair prediction {PredictionId} ({Repair}); the next round will retry")]
    private static partial void LogRetry(ILogger logger, Guid predictionId, Repair repair, Exception error);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The reconciliation round exceeded its time; the next round continues")]
    private static partial void LogStopped(ILogger logger);
}
