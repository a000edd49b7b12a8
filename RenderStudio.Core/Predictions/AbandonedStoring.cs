using Npgsql;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Ends a prediction whose storing no worker continues. Pictures that earlier rounds stored are delivered. The caller
/// holds the locks and has verified that it may end the row.
/// </summary>
internal static class AbandonedStoring
{
    /// <summary>Delivers the stored pictures, or fails the prediction when there are none.</summary>
    /// <returns>False when the prediction had already ended.</returns>
    public static async Task<bool> EndAsync(NpgsqlConnection connection, Prediction prediction, FailureCode code) =>
        await DeliverAsync(connection, prediction) || await PredictionEnd.FailAsync(connection, prediction, code);

    /// <returns>False when no picture is stored or wanted; nothing is written then.</returns>
    public static async Task<bool> DeliverAsync(NpgsqlConnection connection, Prediction prediction)
    {
        if (await CompletionClaimStore.ProgressAsync(connection, prediction) is not { Stored.Count: > 0 } progress
            || await DeliveredVariantStore.IsUnwantedAsync(connection, prediction.GenerationId))
            return false;
        await PredictionSuccess.DeliverAsync(connection, prediction, progress.Stored, progress.Failed);
        return true;
    }
}
