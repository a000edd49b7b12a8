using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>Locks and reads predictions. Lock order everywhere: generation → prediction → account.</summary>
public static class PredictionStore
{
    internal const string Columns =
        """
        p.id, p.generation_id, g.owner_id, p.ordinal, p.first_index, p.variant_count,
        case when g.seed is null then p.seed + greatest(p.attempt, 1) - 1 else g.seed + p.ordinal end as seed,
        p.status, p.attempt, p.lease_token, coalesce(p.lease_until > clock_timestamp(), false) as lease_live, p.lease_expiries,
        p.upstream_id, p.cancel_requested_at is not null as cancel_requested, p.result_run, p.result_status,
        p.sent_at is not null as sent, p.storing_tries, p.failure_code, g.credits_per_variant,
        p.redriven_at is not null as redriven,
        coalesce(extract(epoch from clock_timestamp() - p.result_at), 0)::float8 as result_seconds,
        g.render_id, coalesce(p.accepted_at + make_interval(secs => g.max_wait_seconds)
            <= clock_timestamp() + interval '1 second', false) as past_deadline
        """;

    // A statement of its own: under READ COMMITTED the read that follows then sees what the lock's last holder wrote.
    private const string LockGenerationSql =
        """
        select g.id from generations g
        where g.id = (select generation_id from predictions where id = @predictionId)
        for update
        """;

    private const string LockSql =
        $"""
        select {Columns}
        from predictions p join generations g on g.id = p.generation_id
        where p.id = @predictionId
        for update of p
        """;

    // One round trip; still two statements, each with a snapshot of its own.
    private const string LockBoth = $"{LockGenerationSql}; {LockSql}";

    /// <summary>Locks generation and prediction; null when there is no such prediction.</summary>
    public static async Task<Prediction?> LockAsync(NpgsqlConnection connection, Guid predictionId)
    {
        await using var locked = await connection.QueryMultipleAsync(LockBoth, new { predictionId });
        await locked.ReadAsync<Guid>();
        return await locked.ReadSingleOrDefaultAsync<Prediction>();
    }
}
