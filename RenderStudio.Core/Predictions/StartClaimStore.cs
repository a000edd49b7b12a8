using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>Claims a prediction for a start, and checks the claim again just before the create call.</summary>
public sealed class StartClaimStore(StudioDatabase database, IOptions<PredictionOptions> options)
{
    /// <summary>Whether a row of <c>predictions</c> can be claimed now.</summary>
    internal const string MayStart =
        $"""
        predictions.status = 'pending' and not_before <= clock_timestamp() and cancel_requested_at is null
            and result_run is null and not {StartPauseStore.IsPaused}
        """;

    // A pause is checked in this statement: after a pause is committed, no instance claims a prediction of its model.
    private const string ClaimSql =
        $"""
        update predictions set status = 'starting', attempt = attempt + 1, lease_token = @token,
            lease_until = clock_timestamp() + make_interval(secs => @seconds), sent_at = null, grace_until = null,
            changed_at = clock_timestamp()
        where id = @predictionId and {MayStart}
        """;

    // One round trip; still two statements, each with a snapshot of its own.
    private const string ShareAndClaim = $"{StartPauseStore.ShareSql}; {ClaimSql}";

    /// <summary>Moves <c>pending → starting</c> under a new lease token.</summary>
    /// <returns>Null when the prediction cannot be started now.</returns>
    public Task<Prediction?> ClaimAsync(Guid predictionId, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await PredictionStore.LockAsync(connection, predictionId) is null)
                return null;
            var args = new
            {
                predictionId,
                token = Guid.NewGuid(),
                seconds = options.Value.LeaseSeconds,
                StartPauseStore.ClaimLock,
            };
            return await connection.ExecuteAsync(ShareAndClaim, args) == 0
                ? null
                : await PredictionStore.LockAsync(connection, predictionId);
        }, ct);

    // A cancel request and a stored result are checked here because the create call that follows costs money.
    private const string AboutToSendSql =
        """
        update predictions set lease_until = clock_timestamp() + make_interval(secs => @seconds),
            sent_at = clock_timestamp(), grace_until = clock_timestamp() + make_interval(secs => @grace)
        where id = @id and status = 'starting' and attempt = @attempt and lease_token = @leaseToken
            and lease_until > clock_timestamp() and cancel_requested_at is null and result_run is null
        """;

    /// <summary>Renews the lease and records that the create call may be sent.</summary>
    /// <returns>False when the call must not be sent.</returns>
    public async Task<bool> AboutToSendAsync(Prediction claimed, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(AboutToSendSql, new
        {
            claimed.Id,
            claimed.Attempt,
            claimed.LeaseToken,
            seconds = options.Value.LeaseSeconds,
            grace = options.Value.GraceSeconds,
        }) == 1;
    }
}
