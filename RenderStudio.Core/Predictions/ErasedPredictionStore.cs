using Dapper;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>Ends and deletes the predictions of an erased owner.</summary>
internal static class ErasedPredictionStore
{
    private const string CancelRunsSql =
        """
        update upstream_runs r set disposition = 'cancel', next_check_at = clock_timestamp()
        from predictions p join generations g on g.id = p.generation_id
        where g.owner_id = @ownerId and p.finished_at is not null and r.prediction_id = p.id and r.disposition = 'open'
        """;

    /// <summary>Schedules the cancellation of open runs whose prediction is finished.</summary>
    public static Task CancelRunsAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteAsync(CancelRunsSql, new { ownerId });

    private const string RemoveSql =
        """
        delete from upstream_runs where prediction_id in (
            select id from predictions where generation_id = any(@generationIds));
        delete from predictions where generation_id = any(@generationIds);
        """;

    /// <summary>Deletes the predictions of generations with their runs, in the caller's transaction.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, Guid[] generationIds) =>
        connection.ExecuteAsync(RemoveSql, new { generationIds });
}
