using Dapper;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Sees to runs that their prediction no longer follows: those to cancel are canceled until upstream is final, and those
/// still open after the end are read, so that a late success is found and nothing bought stays unaccounted for.
/// </summary>
public sealed partial class LeftRuns(StudioDatabase database, ReadRun readRun, ILogger<LeftRuns> logger)
{
    private const string DueSql =
        """
        select r.upstream_id, r.prediction_id, r.attempt, r.disposition, r.upstream_status
        from upstream_runs r join predictions p on p.id = r.prediction_id
        where r.disposition in ('open', 'cancel') and r.next_check_at <= clock_timestamp()
            and (r.disposition = 'cancel' or (p.result_run is null and (p.finished_at is not null
                or p.upstream_id is distinct from r.upstream_id)))
        order by r.next_check_at
        limit 100
        """;

    private const string DeferSql =
        """
        update upstream_runs set next_check_at = clock_timestamp() + interval '30 seconds' where upstream_id = @upstreamId
        """;

    /// <returns>How many were asked after.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var due = (await connection.QueryAsync<UpstreamRun>(DueSql)).ToList();
        foreach (var run in due)
        {
            await connection.ExecuteAsync(DeferSql, new { run.UpstreamId });
            try
            {
                var mark = new WebhookMark(run.PredictionId, run.Attempt);
                await (run.Disposition == RunDisposition.Cancel
                    ? readRun.CancelAsync(mark, run.UpstreamId, ct)
                    : readRun.PollAsync(mark, run.UpstreamId, ct));
            }
            catch (Exception error) when (ReadRun.IsUpstreamTrouble(error))
            {
                LogLater(logger, run.UpstreamId, error.GetType().Name);
            }
        }

        return due.Count;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {UpstreamId} could not be asked after: {Reason}")]
    private static partial void LogLater(ILogger logger, string upstreamId, string reason);
}
