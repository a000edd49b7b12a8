using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Locks, reads, adds and ends predictions. The lock order is the same everywhere: generation, prediction, account.
/// </summary>
internal static class PredictionStore
{
    internal const string Columns =
        """
        p.id, p.generation_id, g.owner_id, p.ordinal, p.first_index, p.variant_count,
        case when g.seed is null then p.seed + greatest(p.attempt, 1) - 1 else g.seed + p.ordinal end as seed,
        p.status, p.attempt, p.lease_token, coalesce(p.lease_until > clock_timestamp(), false) as lease_live,
        p.lease_expiries,
        p.upstream_id, p.cancel_requested_at is not null as cancel_requested, p.result_run, p.result_status,
        p.sent_at is not null as sent, p.storing_tries, p.failure_code, g.credits_per_variant,
        p.redriven_at is not null as redriven,
        coalesce(extract(epoch from clock_timestamp() - p.result_at), 0)::float8 as result_seconds,
        g.render_id, coalesce(p.accepted_at + make_interval(secs => g.max_wait_seconds)
            <= clock_timestamp() + interval '1 second', false) as past_deadline
        """;

    /// <summary>
    /// A failed prediction whose success can still be delivered: <see cref="Prediction.MaySucceedLate"/> in SQL.
    /// </summary>
    internal const string MaySucceedLate =
        "(status = 'failed' and (failure_code = 'timed_out' or redriven_at is not null))";

    private const string LockSql =
        $"""
        select {Columns}
        from predictions p join generations g on g.id = p.generation_id
        where p.id = @predictionId
        for update of p
        """;

    // One round trip; still two statements, each with a snapshot of its own.
    private const string LockBoth = $"{GenerationLockStore.LockOfPredictionSql}; {LockSql}";

    /// <summary>Locks the generation and the prediction.</summary>
    /// <returns>Null when the prediction does not exist.</returns>
    public static async Task<Prediction?> LockAsync(NpgsqlConnection connection, Guid predictionId)
    {
        await using var locked = await connection.QueryMultipleAsync(LockBoth, new { predictionId });
        await locked.ReadAsync<Guid>();
        return await locked.ReadSingleOrDefaultAsync<Prediction>();
    }

    // A timed-out row keeps no failed result, so that a late success can be stored.
    private const string EndSql =
        """
        update predictions set status = @status, failure_code = @code, lease_token = null, lease_until = null,
            storing_progress = null,
            result_run = case when @code = 'timed_out' then null else result_run end,
            result_status = case when @code = 'timed_out' then null else result_status end,
            changed_at = clock_timestamp(), finished_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running', 'storing')
        """;

    /// <summary>Fails or cancels the prediction under its generation's lock.</summary>
    /// <returns>False when it had already ended.</returns>
    public static async Task<bool> EndAsync(
        NpgsqlConnection connection, Guid id, PredictionStatus status, FailureCode? code) =>
        await connection.ExecuteAsync(EndSql, new { id, status = status.Text(), code = code?.Text() }) == 1;

    // The caller compared the lease under the lock; the condition repeats it for the write.
    private const string SucceedSql =
        $"""
        update predictions set status = 'succeeded', failure_code = null, lease_token = null, lease_until = null,
            storing_progress = null, changed_at = clock_timestamp(), finished_at = clock_timestamp()
        where id = @id and lease_token is not distinct from @leaseToken
            and (status = 'storing' or {MaySucceedLate})
        """;

    /// <summary>Ends the prediction with its pictures under its generation's lock.</summary>
    public static Task SucceedAsync(NpgsqlConnection connection, Prediction prediction) =>
        connection.ExecuteAsync(SucceedSql, prediction);

    private const string RequestCancelSql =
        """
        update predictions set cancel_requested_at = clock_timestamp(), next_check_at = clock_timestamp()
        where generation_id = @generationId and cancel_requested_at is null
            and status in ('pending', 'starting', 'queued', 'running')
        returning id
        """;

    /// <returns>The ids of the predictions that had no cancel request and await a result.</returns>
    public static Task<IEnumerable<Guid>> RequestCancelAsync(NpgsqlConnection connection, Guid generationId) =>
        connection.QueryAsync<Guid>(RequestCancelSql, new { generationId });

    private const string StatusOfSeveralSql =
        """
        select g.status from generations g
        where g.id = @generationId and (select count(*) from predictions p where p.generation_id = g.id) > 1
        """;

    /// <returns>The generation's status; null when it has only one prediction.</returns>
    public static async Task<GenerationStatus?> StatusOfSeveralAsync(NpgsqlConnection connection, Guid generationId) =>
        await connection.QuerySingleOrDefaultAsync<string>(StatusOfSeveralSql, new { generationId }) is { } status
            ? GenerationStatuses.Parse(status)
            : null;

    private const string AddSql =
        """
        insert into predictions (id, generation_id, ordinal, first_index, variant_count)
        select id, @generationId, ordinal, first_index, variant_count
        from unnest(@ids::uuid[], @ordinals::int[], @firstIndexes::int[], @variantCounts::int[])
            as requested (id, ordinal, first_index, variant_count)
        """;

    /// <summary>Adds the pending predictions of a new generation, in the caller's transaction.</summary>
    public static Task AddAsync(
        NpgsqlConnection connection, Guid generationId, IReadOnlyList<PredictionRange> ranges) =>
        connection.ExecuteAsync(AddSql, new
        {
            generationId,
            ids = ranges.Select(range => range.Id).ToArray(),
            ordinals = ranges.Select(range => range.Ordinal).ToArray(),
            firstIndexes = ranges.Select(range => range.FirstIndex).ToArray(),
            variantCounts = ranges.Select(range => range.Count).ToArray(),
        });
}
