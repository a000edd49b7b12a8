using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Finds stuck predictions in bounded batches. A row that another transaction has locked is skipped.
/// </summary>
public sealed class StuckStore(StudioDatabase database, IOptions<GenerationOptions> options)
{
    // No expression overflows for any value in a row: one such row would fail the whole batch.
    private const string Columns =
        $"""
        id, status, attempt, upstream_id, cancel_requested_at is not null as cancel_requested,
        result_run is not null as has_result, lease_token is not null as has_lease,
        coalesce(lease_until <= clock_timestamp(), false) as lease_expired,
        least(lease_expiries, 1000000) + case when lease_until <= clock_timestamp() then 1 else 0 end as lease_expiries,
        not_before <= clock_timestamp() as not_before_passed,
        status = 'pending' and {StartPauseStore.IsPaused} as starts_paused,
        coalesce(grace_until <= @listedAt, true) as grace_over,
        accepted_at is null and created_at <= clock_timestamp() - make_interval(secs => @startWithin)
            and not exists (select from upstream_runs r
                where r.prediction_id = predictions.id and r.disposition = 'open') as start_overdue,
        coalesce(accepted_at <= clock_timestamp() - make_interval(secs => @timeout), false) as overdue
        """;

    private const string IsDue =
        """
        (p.next_check_at <= clock_timestamp() or p.lease_until <= clock_timestamp()
            or p.accepted_at <= clock_timestamp() - make_interval(secs => @timeout))
        """;

    // Predictions that may succeed late and have a stored result are still to be completed, although their rows are
    // final. They are found by their open run: each half of the union reads a partial index without completed rows.
    private const string NextBatchSql =
        $"""
        select {Columns}
        from predictions
        where id in (
            select p.id from predictions p
            where p.finished_at is null and p.id > @after and {IsDue}
            union all
            select p.id from upstream_runs r join predictions p on p.id = r.prediction_id
            where r.disposition = 'open' and p.result_run = r.upstream_id and p.finished_at is not null
                and {PredictionStore.MaySucceedLate} and p.id > @after and {IsDue}
            order by id
            limit 200)
        order by id
        for update skip locked
        """;

    /// <param name="after">The last id of the previous batch; empty for the first.</param>
    /// <param name="listedAt">When the listing of this round began, by PostgreSQL's clock.</param>
    public async Task<IReadOnlyList<StuckPrediction>> NextBatchAsync(
        Guid after, DateTime listedAt, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<StuckPrediction>(NextBatchSql, new
        {
            after,
            listedAt,
            startWithin = options.Value.StartWithinMinutes * 60,
            timeout = options.Value.TimeoutMinutes * 60,
        })];
    }

    /// <summary>Makes the row due again after <paramref name="wait"/>.</summary>
    /// <param name="growing">Whether the wait doubles each time, up to eightfold.</param>
    /// <returns>False when the row is no longer due, because another round processes it.</returns>
    public async Task<bool> DeferAsync(Guid id, TimeSpan wait, bool growing, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await PredictionRepairStore.DeferAsync(connection, id, wait, growing);
    }
}
