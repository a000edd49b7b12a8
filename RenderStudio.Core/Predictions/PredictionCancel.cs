using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Asks a generation's predictions to end. One that waits ends at once; one under way keeps the request through all its
/// moves until Replicate has spoken; one being stored is delivered.
/// </summary>
public static class PredictionCancel
{
    private const string RequestSql =
        """
        update predictions set cancel_requested_at = clock_timestamp(), next_check_at = clock_timestamp()
        where generation_id = @generationId and cancel_requested_at is null
            and status in ('pending', 'starting', 'queued', 'running')
        returning id
        """;

    /// <summary>Inside the transaction of a caller who holds the generation's row lock.</summary>
    /// <returns>Those that did not end at once.</returns>
    public static async Task<IReadOnlyList<Prediction>> RequestAsync(NpgsqlConnection connection, Guid generationId)
    {
        List<Prediction> live = [];
        foreach (var id in await connection.QueryAsync<Guid>(RequestSql, new { generationId }))
        {
            var prediction = (await PredictionStore.LockAsync(connection, id))!;
            if (prediction is { Status: PredictionStatus.Pending, HasResult: false })
                await PredictionEnd.CancelAsync(connection, prediction);
            else
                live.Add(prediction);
        }

        return live;
    }
}
