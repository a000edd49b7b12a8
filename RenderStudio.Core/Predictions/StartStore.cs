using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Writes the outcome of a start. Every write is guarded by status, attempt and the claim's lease token.
/// </summary>
public sealed class StartStore(StudioDatabase database, PollingSchedule pace, PredictionMetrics metrics)
{
    private const string QueuedSql =
        """
        update predictions set status = 'queued', upstream_id = @upstreamId, lease_token = null, lease_until = null,
            accepted_at = coalesce(accepted_at, clock_timestamp()), changed_at = clock_timestamp(),
            next_check_at = clock_timestamp() + make_interval(secs =>
                case when cancel_requested_at is null then @silence::float8 else 0 end), checks = 0
        where id = @id and status = 'starting' and attempt = @attempt and lease_token = @leaseToken
        """;

    private const string NamesRunSql =
        """
        select coalesce(upstream_id = @upstreamId or result_run = @upstreamId, false) from predictions where id = @id
        """;

    /// <summary>
    /// Moves <c>starting → queued</c>. When the guarded write changes no row, a run that the row already names stays
    /// unchanged; any other run is recorded to be canceled.
    /// </summary>
    public Task<bool> QueuedAsync(Prediction claimed, string upstreamId, string upstreamStatus, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await PredictionStore.LockAsync(connection, claimed.Id);
            var args = new
            {
                claimed.Id,
                claimed.Attempt,
                claimed.LeaseToken,
                upstreamId,
                silence = pace.Silence.TotalSeconds,
            };
            var isNamed = await connection.QuerySingleAsync<bool>(NamesRunSql, args);
            await UpstreamRunStore.RecordAsync(
                connection, upstreamId, claimed.Id, claimed.Attempt, upstreamStatus, SeenBy.Reply);
            if (await connection.ExecuteAsync(QueuedSql, args) == 1)
            {
                await GenerationProgress.UpdateAsync(connection, claimed.GenerationId);
                return true;
            }

            if (isNamed)
                return false;
            metrics.StaleWrite("queued");
            await UpstreamRunStore.SetDispositionAsync(connection, upstreamId, RunDisposition.Cancel);
            return false;
        }, ct);

    private const string BackToPendingSql =
        """
        update predictions set status = 'pending', lease_token = null, lease_until = null, sent_at = null,
            grace_until = null, changed_at = clock_timestamp(),
            not_before = clock_timestamp() + make_interval(secs => @wait),
            next_check_at = clock_timestamp() + make_interval(secs => @wait)
        where id = @id and status = 'starting' and attempt = @attempt and lease_token = @leaseToken
            and cancel_requested_at is null and result_run is null
        """;

    /// <summary>
    /// Replicate did not accept the start and created no run: the prediction waits for its next try, or ends as
    /// canceled when the owner requested that in the meantime.
    /// </summary>
    public Task NotAcceptedAsync(Prediction claimed, TimeSpan wait, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var args = new { claimed.Id, claimed.Attempt, claimed.LeaseToken, wait = wait.TotalSeconds };
            if (await VerifyLeaseAsync(connection, claimed, "not_accepted")
                && await connection.ExecuteAsync(BackToPendingSql, args) == 0)
                await EndOrReturnLeaseAsync(connection, claimed);
        }, ct);

    /// <summary>
    /// The check before the create call failed: the prediction ends as canceled, or its stored result is left to be
    /// completed.
    /// </summary>
    public Task NotSentAsync(Prediction claimed, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await VerifyLeaseAsync(connection, claimed, "not_sent"))
                await EndOrReturnLeaseAsync(connection, claimed);
        }, ct);

    private const string ReturnLeaseSql =
        """
        update predictions set lease_token = null, lease_until = null
        where id = @id and status = 'starting' and attempt = @attempt and lease_token = @leaseToken
        """;

    /// <summary>
    /// It is unknown whether Replicate accepted the start: the prediction stays <c>starting</c>, and the reconciler
    /// searches for its run until the grace period ends.
    /// </summary>
    public async Task UnknownAsync(Prediction claimed, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await connection.ExecuteAsync(ReturnLeaseSql, claimed) == 0)
            metrics.StaleWrite("unknown");
    }

    /// <summary>Replicate rejected the request: the prediction fails and its hold is released.</summary>
    public Task RefusedAsync(Prediction claimed, FailureCode code, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (!await VerifyLeaseAsync(connection, claimed, "refused"))
                return;
            var now = (await PredictionStore.LockAsync(connection, claimed.Id))!;
            if (now.HasResult)
                await connection.ExecuteAsync(ReturnLeaseSql, claimed);
            else
                await PredictionEnd.FailAsync(connection, now, code);
        }, ct);

    private async Task<bool> VerifyLeaseAsync(NpgsqlConnection connection, Prediction claimed, string write)
    {
        var now = await PredictionStore.LockAsync(connection, claimed.Id);
        var isHeld = now is { Status: PredictionStatus.Starting } && now.LeaseToken == claimed.LeaseToken;
        if (!isHeld)
            metrics.StaleWrite(write);
        return isHeld;
    }

    private static async Task EndOrReturnLeaseAsync(NpgsqlConnection connection, Prediction claimed)
    {
        var now = (await PredictionStore.LockAsync(connection, claimed.Id))!;
        if (now is { CancelRequested: true, HasResult: false })
            await PredictionEnd.CancelAsync(connection, now);
        else
            await connection.ExecuteAsync(ReturnLeaseSql, claimed);
    }
}
