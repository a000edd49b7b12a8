using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>Finds orphaned runs that are due, and records runs that Replicate does not know as lost.</summary>
public sealed class OrphanedRunStore(StudioDatabase database)
{
    // The statement defers the runs that it returns, so that two reconcilers do not read the same run twice.
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

    /// <param name="again">Seconds until the runs are due again.</param>
    public async Task<IReadOnlyList<UpstreamRun>> NextBatchAsync(double again, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<UpstreamRun>(DueSql, new { again })];
    }

    private const string SetLostSql =
        """
        update upstream_runs set disposition = 'lost'
        where upstream_id = @upstreamId and disposition in ('open', 'cancel')
            and seen_at <= clock_timestamp() - make_interval(secs => @after)
        """;

    /// <summary>
    /// Records a run that Replicate does not know as lost. A run can be unknown for some seconds after its create
    /// call, so it counts as lost only after some time.
    /// </summary>
    /// <param name="after">Seconds since the run was first seen.</param>
    /// <returns>False when that time has not passed.</returns>
    public async Task<bool> SetLostAsync(UpstreamRun run, double after, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(SetLostSql, new { run.UpstreamId, after }) == 1;
    }
}
