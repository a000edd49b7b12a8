using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>The statements of repairs. Each changes nothing when the row no longer meets its condition.</summary>
internal static class PredictionRepairStore
{
    private const string ReapSql =
        """
        update predictions set lease_token = null, lease_until = null, lease_expiries = lease_expiries + 1,
            next_check_at = clock_timestamp()
        where id = @id and lease_token is not null and lease_until <= clock_timestamp()
        """;

    /// <summary>Removes an expired lease and counts the lease expiry.</summary>
    /// <returns>False when the prediction has no expired lease.</returns>
    public static async Task<bool> ReapAsync(NpgsqlConnection connection, Guid id) =>
        await connection.ExecuteAsync(ReapSql, new { id }) == 1;

    private const string NewAttemptSql =
        """
        update predictions set status = 'pending', sent_at = null, grace_until = null, not_before = clock_timestamp(),
            changed_at = clock_timestamp(), next_check_at = clock_timestamp()
        where id = @id and status = 'starting' and attempt = @attempt and lease_token is null and result_run is null
            and upstream_id is null and coalesce(grace_until <= clock_timestamp(), true)
        """;

    /// <summary>Returns a prediction whose attempt has no run to <c>pending</c>.</summary>
    /// <returns>False when the attempt may have a run, or is no longer the current one.</returns>
    public static async Task<bool> StartAgainAsync(NpgsqlConnection connection, Prediction now) =>
        await connection.ExecuteAsync(NewAttemptSql, now) == 1;

    private const string DeferSql =
        """
        update predictions set checks = checks + 1,
            next_check_at = clock_timestamp()
                + make_interval(secs => @seconds * case when @growing then power(2, least(checks, 3)) else 1 end)
        where id = @id and next_check_at <= clock_timestamp()
        """;

    /// <summary>Makes the prediction due again after <paramref name="wait"/>.</summary>
    /// <param name="growing">Whether the wait doubles each time, up to eightfold.</param>
    /// <returns>False when the prediction is no longer due.</returns>
    public static async Task<bool> DeferAsync(NpgsqlConnection connection, Guid id, TimeSpan wait, bool growing) =>
        await connection.ExecuteAsync(DeferSql, new { id, growing, seconds = wait.TotalSeconds }) == 1;
}
