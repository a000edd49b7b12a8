using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Requests the cancellation of a generation's predictions. A pending prediction ends at once. A started one keeps the
/// request until Replicate reports the end of its run. One that is being stored is delivered.
/// </summary>
internal static class PredictionCancel
{
    /// <summary>Runs in the transaction of a caller that holds the generation's lock.</summary>
    /// <returns>The predictions that did not end at once.</returns>
    public static async Task<IReadOnlyList<Prediction>> RequestAsync(NpgsqlConnection connection, Guid generationId)
    {
        List<Prediction> live = [];
        foreach (var id in await PredictionStore.RequestCancelAsync(connection, generationId))
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
