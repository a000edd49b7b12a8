using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The budget of create calls that all instances share, because Replicate limits the account: a token bucket in
/// PostgreSQL. A response with status 429 stops the calls of all instances for the advised time, at most a minute, and
/// lowers the rate by 30 %; the rate grows back within ten minutes. While the bucket is empty, predictions wait in
/// turns: each owner has one prediction per turn, so that a batch of one owner does not delay the others.
/// </summary>
public sealed class StartBudgetStore(StudioDatabase database, IOptions<ReplicateOptions> options)
{
    private const double RecoverySeconds = 600;
    private const double LeastPerSecond = 0.05;
    private const double LongestPauseSeconds = 60;

    // The seed of the hash that is the key of the advisory lock of an owner.
    private const long JoinLock = 0x52656E6465720027;

    private const string Elapsed = "greatest(0, extract(epoch from clock_timestamp() - refilled_at)::float8)";
    private const string Now = "greatest(refilled_at, clock_timestamp())";
    private const string Rate = $"least(@most, per_second + @most * {Elapsed} / @recovery)";

    // A lowered rate also lowers the burst.
    private const string Tokens = $"least(greatest(1, @burst * {Rate} / @most), tokens + {Rate} * {Elapsed})";

    // A prediction that ended or is paused since it joined does not delay others.
    private const string Waiting =
        $"from waiting_starts w join predictions on predictions.id = w.prediction_id where {StartClaimStore.MayStart}";

    private const string Ahead =
        $"(select count(*) {Waiting} and (w.turn, w.prediction_id) < (m.turn, m.prediction_id))";

    private object Limits => new
    {
        most = options.Value.CreatesPerMinute / 60.0,
        burst = (double)options.Value.CreateBurst,
        recovery = RecoverySeconds,
    };

    private const string TakeSql =
        $"""
        update start_budget set tokens = {Tokens} - 1, per_second = {Rate}, refilled_at = {Now}
        where not_before <= clock_timestamp() and {Tokens} >= 1 and not exists (select {Waiting})
        """;

    /// <summary>
    /// Takes a token when no prediction waits. A token that an error loses is replaced by the next one.
    /// </summary>
    /// <returns>False when the prediction has to wait for its turn.</returns>
    public async Task<bool> TakeAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(TakeSql, Limits) == 1;
    }

    // One after another for each owner, so that each prediction has a turn of its own.
    private const string LockOwnerSql =
        """
        select pg_advisory_xact_lock(hashtextextended(g.owner_id::text, @JoinLock))
        from predictions p join generations g on g.id = p.generation_id where p.id = @predictionId
        """;

    private const string JoinSql =
        """
        insert into waiting_starts (prediction_id, owner_id, turn)
        select p.id, g.owner_id, 1 + greatest(b.turn, (
            select max(w.turn) from waiting_starts w where w.owner_id = g.owner_id))
        from predictions p join generations g on g.id = p.generation_id, start_budget b
        where p.id = @predictionId and p.status = 'pending' and p.cancel_requested_at is null
        on conflict do nothing
        """;

    private const string TakeTurnSql =
        $"""
        with m as (select prediction_id, turn from waiting_starts where prediction_id = @predictionId for update),
        place as (select m.turn, {Ahead} as ahead from m),
        taken as (
            update start_budget b set tokens = {Tokens} - 1, per_second = {Rate}, refilled_at = {Now},
                turn = greatest(b.turn, place.turn)
            from place
            where not_before <= clock_timestamp() and {Tokens} >= 1 + place.ahead
            returning 1)
        delete from waiting_starts where prediction_id = @predictionId and exists (select from taken)
        """;

    /// <summary>
    /// Joins the waiting predictions, unless it waits already, and takes a token when enough of them are left for all
    /// predictions with an earlier turn.
    /// </summary>
    public async Task<bool> TakeTurnAsync(Guid predictionId, CancellationToken ct)
    {
        var args = new DynamicParameters(Limits);
        args.Add("predictionId", predictionId);
        await database.InTransactionAsync(async connection =>
        {
            await connection.ExecuteAsync(LockOwnerSql, new { predictionId, JoinLock });
            await connection.ExecuteAsync(JoinSql, new { predictionId });
        }, ct);
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(TakeTurnSql, args) == 1;
    }

    private const string ReturnSql = "update start_budget set tokens = tokens + 1";

    /// <summary>Returns the token of a prediction that is not started after all.</summary>
    public async Task ReturnAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(ReturnSql);
    }

    // Only the row's check is deferred, so that the reconciler does not take the message for lost. The state of the
    // prediction does not change.
    private const string WaitSql =
        $"""
        with wait as (
            select greatest(0, extract(epoch from b.not_before - clock_timestamp())::float8)
                + greatest(0, 1 + {Ahead} - {Tokens}) / {Rate} as seconds
            from start_budget b, waiting_starts m where m.prediction_id = @predictionId),
        deferred as (
            update predictions set next_check_at = greatest(
                next_check_at, clock_timestamp() + make_interval(secs => least(seconds, @longest) + @resend))
            from wait where id = @predictionId and status = 'pending')
        select least(seconds, @longest) from wait
        """;

    /// <summary>The expected time until the turn of a prediction, at most <paramref name="longest"/>.</summary>
    /// <param name="resend">How long after that its message counts as lost.</param>
    /// <returns>Null when the prediction does not wait.</returns>
    public async Task<TimeSpan?> WaitAsync(
        Guid predictionId, TimeSpan longest, TimeSpan resend, CancellationToken ct)
    {
        var args = new DynamicParameters(Limits);
        args.AddDynamicParams(
            new { predictionId, longest = longest.TotalSeconds, resend = resend.TotalSeconds });
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<double?>(WaitSql, args) is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    // The calls that were sent before the last pause are rejected, too, and do not lower the rate again.
    private const string ThrottledSql =
        $"""
        update start_budget set tokens = least(1, tokens),
            per_second = case
                when coalesce((select sent_at from predictions where id = @predictionId), clock_timestamp())
                    >= not_before then greatest(@least, {Rate} * 0.7) else per_second end,
            not_before = greatest(not_before, clock_timestamp() + make_interval(secs => @wait)),
            refilled_at = greatest(not_before, clock_timestamp() + make_interval(secs => @wait))
        """;

    /// <summary>Stops the create calls of all instances after a response with status 429.</summary>
    /// <param name="predictionId">The prediction whose call was rejected.</param>
    public async Task ThrottledAsync(Guid predictionId, TimeSpan wait, CancellationToken ct)
    {
        var args = new DynamicParameters(Limits);
        args.AddDynamicParams(
            new { predictionId, least = LeastPerSecond, wait = Math.Min(wait.TotalSeconds, LongestPauseSeconds) });
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(ThrottledSql, args);
    }

    private const string Ended =
        """
        from waiting_starts w
        where exists (select from predictions p where p.id = w.prediction_id and p.finished_at is not null)
        """;

    private const string CountEndedSql = $"select count(*)::int {Ended}";

    public static Task<int> CountEndedAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<int>(CountEndedSql);

    private const string DeleteEndedBatchSql =
        $"delete from waiting_starts where ctid = any(array(select w.ctid {Ended} limit 1000 for update skip locked))";

    /// <summary>Deletes predictions that ended while they waited.</summary>
    public static Task<int> DeleteEndedBatchAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync(DeleteEndedBatchSql);

    private const string ReadSql =
        $"""
        select {Rate} * 60 as per_minute,
            case when not_before > clock_timestamp() then not_before end as not_before
        from start_budget
        """;

    /// <summary>The rate of create calls now, and the end of a pause that Replicate advised.</summary>
    public async Task<StartBudget> ReadAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<StartBudget>(ReadSql, Limits);
    }
}

/// <param name="PerMinute">Create calls per minute of all instances together.</param>
/// <param name="NotBefore">When the next call may be sent; null for now.</param>
public sealed record StartBudget(double PerMinute, DateTime? NotBefore);
