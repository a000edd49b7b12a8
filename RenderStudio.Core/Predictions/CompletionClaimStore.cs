using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The statements of <see cref="CompletionClaims"/>, in a transaction that holds the generation's lock.
/// </summary>
internal static class CompletionClaimStore
{
    private const string ResultSql =
        "select result_payload as payload, storing_progress as progress from predictions where id = @predictionId";

    /// <summary>The stored result of a prediction that has one.</summary>
    public static Task<StoredResult> ResultAsync(NpgsqlConnection connection, Guid predictionId) =>
        connection.QuerySingleAsync<StoredResult>(ResultSql, new { predictionId });

    private const string ProgressSql = "select storing_progress from predictions where id = @id";

    /// <summary>The progress of the stored result; null without a result.</summary>
    public static async Task<StoringProgress?> ProgressAsync(NpgsqlConnection connection, Prediction prediction) =>
        prediction.ResultRun is { } run
            ? StoringProgress.Read(await connection.QuerySingleAsync<string?>(ProgressSql, prediction), run)
            : null;

    // An expired lease is counted before the work begins again. A round that was rescheduled waits until not_before,
    // however many messages arrive.
    private const string ClaimSql =
        $"""
        update predictions set
            status = case when status = 'failed' then status else 'storing' end,
            upstream_id = result_run, lease_token = @token, not_before = least(not_before, clock_timestamp()),
            lease_until = clock_timestamp() + make_interval(secs => @seconds),
            lease_expiries = lease_expiries
                + case when lease_token is not null and status in ('storing', 'failed') then 1 else 0 end,
            accepted_at = coalesce(accepted_at, clock_timestamp()), changed_at = clock_timestamp()
        where id = @id and (
            status in ('pending', 'starting', 'queued', 'running')
            or ((status = 'storing' or ({PredictionStore.MaySucceedLate}
                    and lease_expiries < @maxLeaseExpiries and exists (
                        select from upstream_runs r where r.upstream_id = result_run and r.disposition = 'open')))
                and ((lease_token is null and not_before <= clock_timestamp())
                    or (lease_until <= clock_timestamp() and lease_expiries + 1 < @maxLeaseExpiries))))
        """;

    /// <summary>Writes a new lease.</summary>
    /// <returns>False when there is nothing to claim now.</returns>
    public static async Task<bool> ClaimAsync(NpgsqlConnection connection, Guid id, PredictionOptions options) =>
        await connection.ExecuteAsync(ClaimSql, new
        {
            id,
            token = Guid.NewGuid(),
            seconds = options.LeaseSeconds,
            maxLeaseExpiries = options.MaxLeaseExpiries,
        }) == 1;

    private const string SwitchRunSql =
        """
        update predictions set status = 'running', upstream_id = @other, result_run = null, result_status = null,
            result_payload = null, result_at = null, lease_token = null, lease_until = null,
            accepted_at = coalesce(accepted_at, clock_timestamp()), checks = 0,
            changed_at = clock_timestamp(), next_check_at = clock_timestamp()
        where id = @id and status in ('pending', 'starting', 'queued', 'running')
        """;

    /// <summary>Drops the stored result and makes another run the current one.</summary>
    public static Task SwitchRunAsync(NpgsqlConnection connection, Guid id, string other) =>
        connection.ExecuteAsync(SwitchRunSql, new { id, other });
}

/// <summary>A stored result, as JSON.</summary>
internal sealed record StoredResult
{
    public required string Payload { get; init; }

    /// <summary>The progress of earlier rounds of storing; null before the first.</summary>
    public required string? Progress { get; init; }
}
