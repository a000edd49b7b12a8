using Npgsql;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Ends a prediction without a picture: releases its hold, marks its other runs to be canceled and updates the
/// generation's status. The caller holds the locks and has verified that it may end the row.
/// </summary>
internal static class PredictionEnd
{
    /// <returns>False when the prediction had already ended.</returns>
    public static Task<bool> FailAsync(NpgsqlConnection connection, Prediction prediction, FailureCode code) =>
        EndAsync(connection, prediction, PredictionStatus.Failed, code, code.PublicSentence());

    /// <returns>False when the prediction had already ended.</returns>
    public static Task<bool> CancelAsync(NpgsqlConnection connection, Prediction prediction) =>
        EndAsync(connection, prediction, PredictionStatus.Canceled, null, "Canceled.");

    private static async Task<bool> EndAsync(
        NpgsqlConnection connection, Prediction prediction, PredictionStatus status, FailureCode? code, string reason)
    {
        if (!await PredictionStore.EndAsync(connection, prediction.Id, status, code))
            return false;
        // Runs that outlast the timeout are not canceled: a late success can still be delivered.
        if (code != FailureCode.TimedOut)
            await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: null);
        await CreditLedger.ReleaseAsync(
            connection, prediction.OwnerId, prediction.GenerationId, prediction.Id,
            prediction.VariantCount * prediction.CreditsPerVariant, reason);
        if (code is not null)
            await AppendMissingPicturesAsync(connection, prediction, code.Value);
        await GenerationProgress.UpdateAsync(connection, prediction.GenerationId);
        return true;
    }

    /// <summary>
    /// Appends a timeline event that names the missing pictures when the generation has several predictions. With one
    /// prediction, the end of the generation states the reason.
    /// </summary>
    private static async Task AppendMissingPicturesAsync(
        NpgsqlConnection connection, Prediction prediction, FailureCode code)
    {
        if (await PredictionStore.StatusOfSeveralAsync(connection, prediction.GenerationId) is not { } status)
            return;
        var (first, last) = (prediction.FirstIndex + 1, prediction.FirstIndex + prediction.VariantCount);
        var message = first == last
            ? $"Picture {first} was not made and is not charged: {code.PublicSentence()}"
            : $"Pictures {first} to {last} were not made and are not charged: {code.PublicSentence()}";
        await GenerationEventStore.AppendAsync(connection, prediction.GenerationId, status, code.Text(), message);
    }
}
