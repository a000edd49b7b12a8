using Npgsql;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Ends a prediction with its pictures: writes the variants, settles the credits and moves the prediction. The caller
/// holds the locks and has verified that it may end the row.
/// </summary>
internal static class PredictionSuccess
{
    /// <param name="refused">Outputs that could not be stored, for the owner's timeline.</param>
    public static async Task DeliverAsync(
        NpgsqlConnection connection, Prediction prediction, IReadOnlyList<FinishedOutput> delivered,
        IReadOnlyList<OutputResult> refused)
    {
        var (generation, run) = (prediction.GenerationId, prediction.ResultRun!);
        var charged = await DeliveredVariantStore.PublishAsync(connection, generation, prediction.Id, delivered);
        foreach (var one in refused)
            await DeliveredVariantStore.AppendRejectedAsync(connection, generation, one);
        await AppendMissingAsync(connection, prediction, delivered.Count + refused.Count);
        await PredictionStore.SucceedAsync(connection, prediction);
        await UpstreamRunStore.SetDispositionAsync(connection, run, RunDisposition.Delivered);
        await UpstreamRunStore.CancelOthersAsync(connection, prediction.Id, keep: run);
        if (!prediction.MaySucceedLate)
            await ChargeAsync(connection, prediction, charged);
        await GenerationProgress.UpdateAsync(connection, generation);
    }

    private static async Task ChargeAsync(NpgsqlConnection connection, Prediction prediction, int delivered)
    {
        var (owner, generation, price) = (prediction.OwnerId, prediction.GenerationId, prediction.CreditsPerVariant);
        await CreditLedger.SettleAsync(connection, owner, generation, prediction.Id, delivered * price);
        await CreditLedger.ReleaseAsync(
            connection, owner, generation, prediction.Id, (prediction.VariantCount - delivered) * price,
            "Fewer pictures were delivered than were requested.");
    }

    private static Task AppendMissingAsync(NpgsqlConnection connection, Prediction prediction, int received) =>
        received >= prediction.VariantCount
            ? Task.CompletedTask
            : GenerationEventStore.AppendAsync(
                connection, prediction.GenerationId, GenerationStatus.Storing, "variants_missing",
                $"The image model made {received} of {prediction.VariantCount} pictures; "
                + (prediction.VariantCount - received == 1
                    ? "the missing picture is not charged."
                    : "the missing pictures are not charged."));
}
