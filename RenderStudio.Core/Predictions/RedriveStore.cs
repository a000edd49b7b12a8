using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The statements of <see cref="RedrivePrediction"/>, in a transaction that holds the generation's lock.
/// </summary>
internal static class RedriveStore
{
    // A worker with a live lease is already storing the result; an open run is already awaited.
    private const string ReopenSql =
        """
        update predictions set redriven_at = clock_timestamp(), lease_expiries = 0, storing_tries = 0,
            storing_progress = @progress, lease_token = null, lease_until = null,
            not_before = least(not_before, clock_timestamp()), next_check_at = clock_timestamp()
        where id = @id and status = 'failed' and coalesce(lease_until <= clock_timestamp(), true)
            and (lease_expiries > 0 or storing_tries > 0 or not exists (
                select from upstream_runs r where r.upstream_id = result_run and r.disposition = 'open'))
        """;

    private const string ReopenRunSql =
        """
        update upstream_runs set disposition = 'open'
        where upstream_id = @resultRun and prediction_id = @id and disposition in ('lost', 'cancel')
        """;

    /// <summary>Reopens a failed prediction and the run of its stored result.</summary>
    /// <returns>False when it is already being completed or was reopened before.</returns>
    public static async Task<bool> ReopenAsync(NpgsqlConnection connection, Prediction prediction)
    {
        var progress = await RestartedAsync(connection, prediction);
        if (await connection.ExecuteAsync(ReopenSql, new { prediction.Id, progress }) == 0)
            return false;
        await connection.ExecuteAsync(ReopenRunSql, prediction);
        return true;
    }

    private const string ResetTriesSql =
        """
        update predictions set lease_expiries = 0, storing_tries = 0, storing_progress = @progress,
            not_before = least(not_before, clock_timestamp()), next_check_at = clock_timestamp()
        where id = @id and finished_at is null and coalesce(lease_until <= clock_timestamp(), true)
            and (lease_expiries > 0 or storing_tries > 0 or not_before > clock_timestamp())
        """;

    /// <summary>Resets the tries and lease expiries of a prediction that has not ended, and makes it due now.</summary>
    /// <returns>False when there is nothing to reset, or a worker has a live lease.</returns>
    public static async Task<bool> ResetTriesAsync(NpgsqlConnection connection, Prediction prediction) =>
        await connection.ExecuteAsync(
            ResetTriesSql, new { prediction.Id, progress = await RestartedAsync(connection, prediction) }) == 1;

    /// <summary>Pictures that are stored stay stored, because their outputs may be deleted by now.</summary>
    private static async Task<string?> RestartedAsync(NpgsqlConnection connection, Prediction prediction) =>
        (await CompletionClaimStore.ProgressAsync(connection, prediction))?.Restarted.Json;

    private const string StatusSql = "select status from generations where id = @generationId";

    public static async Task<GenerationStatus> GenerationStatusAsync(NpgsqlConnection connection, Guid generationId) =>
        GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(StatusSql, new { generationId }));
}
