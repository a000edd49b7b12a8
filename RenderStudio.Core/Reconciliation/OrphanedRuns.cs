using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Cancels or polls runs that are not the current run of their prediction. A run to cancel is canceled until its
/// upstream status is final. A run that is open beside or after its prediction is polled, so that a late success is
/// found and every run that was paid for is accounted for.
/// </summary>
public sealed partial class OrphanedRuns(
    OrphanedRunStore store, ReadRun readRun, IOptions<ReconciliationOptions> options, ILogger<OrphanedRuns> logger)
{
    private const double UnknownRunLostAfterSeconds = 600;

    /// <returns>Number of runs that ended or changed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await store.NextBatchAsync(options.Value.OrphanedRunPollSeconds, ct);
        var changed = 0;
        using var time = new CancellationTokenSource(options.Value.StepTime);
        await Parallel.ForEachAsync(due, options.Value.InParallel(ct), async (run, token) =>
        {
            if (time.IsCancellationRequested)
                return; // The run is due again soon.
            try
            {
                if (await ReadAsync(run, token))
                    Interlocked.Increment(ref changed);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogRetry(logger, run.UpstreamId, error);
            }
        });
        return changed;
    }

    private async Task<bool> ReadAsync(UpstreamRun run, CancellationToken ct)
    {
        var reference = new RunReference(run.PredictionId, run.Attempt);
        var verdict = run.Disposition == RunDisposition.Cancel
            ? await readRun.CancelAsync(reference, run.UpstreamId, ct)
            : await readRun.PollAsync(reference, run.UpstreamId, ct);
        return verdict is null
            ? await store.SetLostAsync(run, UnknownRunLostAfterSeconds, ct)
            : verdict != RunVerdict.Ignore;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read run {UpstreamId}; a later round will retry")]
    private static partial void LogRetry(ILogger logger, string upstreamId, Exception error);
}
