using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Sees to runs that their prediction no longer follows: those to cancel are canceled until upstream is final, and
/// those still open beside or after it are read, so that a late success is found and nothing bought stays unaccounted
/// for.
/// </summary>
public sealed partial class OrphanedRuns(
    StudioDatabase database, ReadRun readRun, IOptions<ReconciliationOptions> options, ILogger<OrphanedRuns> logger)
{
    // Deferred as they are read: two reconcilers do not ask twice.
    private const string DueSql =
        """
        update upstream_runs set next_check_at = clock_timestamp() + make_interval(secs => @again)
        where upstream_id in (
            select r.upstream_id
            from upstream_runs r join predictions p on p.id = r.prediction_id
            where r.disposition in ('open', 'cancel') and r.next_check_at <= now()
                and (r.disposition = 'cancel' or (p.result_run is distinct from r.upstream_id
                    and (p.finished_at is not null or p.upstream_id is distinct from r.upstream_id)))
            order by r.next_check_at
            limit 100
            for update of r skip locked)
        returning upstream_id, prediction_id, attempt, disposition, upstream_status
        """;

    /// <returns>How many of them are done with now, or moved on.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await DueAsync(ct);
        var changed = 0;
        using var time = new CancellationTokenSource(options.Value.StepTime);
        await Parallel.ForEachAsync(due, options.Value.InParallel(ct), async (run, token) =>
        {
            if (time.IsCancellationRequested)
                return; // due again soon
            try
            {
                if (await AskAsync(run, token))
                    Interlocked.Increment(ref changed);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogLater(logger, run.UpstreamId, error);
            }
        });
        return changed;
    }

    private async Task<IReadOnlyList<UpstreamRun>> DueAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<UpstreamRun>(DueSql, new { again = options.Value.OrphanedRunPollSeconds })];
    }

    private async Task<bool> AskAsync(UpstreamRun run, CancellationToken ct)
    {
        var mark = new RunReference(run.PredictionId, run.Attempt);
        var verdict = run.Disposition == RunDisposition.Cancel
            ? await readRun.CancelAsync(mark, run.UpstreamId, ct)
            : await readRun.PollAsync(mark, run.UpstreamId, ct);
        return verdict is null ? await ForgetAsync(run, ct) : verdict != RunVerdict.Ignore;
    }

    private const string ForgetSql =
        """
        update upstream_runs set disposition = 'lost'
        where upstream_id = @upstreamId and disposition in ('open', 'cancel')
            and seen_at <= clock_timestamp() - make_interval(secs => @after)
        """;

    /// <summary>Replicate does not know it: so it may be for seconds after a create, but not for ever.</summary>
    private async Task<bool> ForgetAsync(UpstreamRun run, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(
            ForgetSql, new { run.UpstreamId, after = options.Value.UnknownRunLostAfterSeconds }) == 1;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {UpstreamId} could not be asked after")]
    private static partial void LogLater(ILogger logger, string upstreamId, Exception error);
}
