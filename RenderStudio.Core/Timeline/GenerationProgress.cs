using Npgsql;
using RenderStudio.Core.Deliveries;

namespace RenderStudio.Core.Timeline;

/// <summary>
/// Derives the status of a generation from its predictions, in the transaction that changed one of them.
/// </summary>
internal static class GenerationProgress
{
    /// <summary>
    /// Updates the status and appends a timeline event when the status changed. The caller has locked the generation's
    /// row in an earlier statement of the transaction.
    /// </summary>
    /// <returns>Whether the status changed.</returns>
    public static async Task<bool> UpdateAsync(NpgsqlConnection connection, Guid generationId)
    {
        var shown = await GenerationStatusStore.StatusAsync(connection, generationId);
        var predictions = await GenerationStatusStore.PredictionsAsync(connection, generationId);
        var outcome = GenerationOutcome.Of(shown, predictions);
        if (outcome.Status == shown)
        {
            if (shown == GenerationStatus.Succeeded)
                await CorrectAsync(connection, generationId);
            return false;
        }

        await GenerationStatusStore.UpdateAsync(connection, generationId, outcome,
            someCanceled: predictions.Any(prediction => prediction.Status == PredictionStatus.Canceled));
        await GenerationEventStore.AppendAsync(
            connection, generationId, outcome.Status, outcome.FailureCode, outcome.Status == GenerationStatus.Succeeded
                ? (await GenerationStatusStore.TallyAsync(connection, generationId)).Sentence
                : Sentence(outcome));
        if (outcome.Status.IsFinal())
            await OutboxStore.GenerationEndedAsync(connection, generationId);
        return true;
    }

    /// <summary>
    /// Appends an event with the new numbers when pictures arrived after the generation had succeeded.
    /// </summary>
    private static async Task CorrectAsync(NpgsqlConnection connection, Guid generationId)
    {
        var sentence = (await GenerationStatusStore.TallyAsync(connection, generationId)).Sentence;
        if (await GenerationStatusStore.LastDetailAsync(connection, generationId) != sentence)
        {
            await GenerationEventStore.AppendAsync(
                connection, generationId, GenerationStatus.Succeeded, null, sentence);
        }
    }

    private static string Sentence(GenerationOutcome outcome) => outcome.Status switch
    {
        GenerationStatus.Pending => "Waiting to start.",
        GenerationStatus.Queued => "The image model accepted the request.",
        GenerationStatus.Running => "The image model is running.",
        GenerationStatus.Storing => "The pictures are being stored.",
        GenerationStatus.Succeeded => "The pictures are ready.",
        GenerationStatus.Failed => FailureCodes.Parse(outcome.FailureCode!).PublicSentence(),
        GenerationStatus.Canceled => "Canceled.",
    };
}
