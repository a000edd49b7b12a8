using System.Text.Json;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Database;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Receives a webhook delivery: verifies the signature over the raw bytes and the token of the link, parses the body,
/// applies the update and records the delivery. The database is not used before both are verified. A success means that
/// the update is committed. Outputs are not downloaded here.
/// </summary>
public sealed partial class ReceiveWebhook(
    VerifyWebhook verify, StudioDatabase database, ApplyRunUpdate applyUpdate, PredictionQueues queues,
    ILogger<ReceiveWebhook> logger)
{
    /// <summary>
    /// Returns a problem when the headers alone show that the signature is invalid for every body; otherwise null.
    /// </summary>
    /// <param name="delivery">A delivery whose body need not be read yet.</param>
    public Problem? RefuseUnread(WebhookDelivery delivery) => verify.RefuseUnread(delivery);

    public async Task<Result<WebhookReceipt>> RunAsync(WebhookDelivery delivery, CancellationToken ct)
    {
        if (verify.Run(delivery).Failed(out var problem, out var run))
            return problem;

        ReplicatePrediction upstream;
        try
        {
            upstream = ReplicatePrediction.Parse(delivery.Body);
        }
        catch (JsonException)
        {
            return new Problem(ProblemCode.InvalidWebhook, "The body is not a prediction.");
        }

        return await ApplyAsync(delivery, run, upstream, ct);
    }

    private async Task<WebhookReceipt> ApplyAsync(
        WebhookDelivery delivery, RunReference run, ReplicatePrediction upstream, CancellationToken ct)
    {
        var (predictionId, attempt) = run;
        var receipt = await database.InTransactionAsync(async connection =>
        {
            // Unsigned deliveries (token mode) may have no id. The run and its status are used instead.
            var id = delivery.Id ?? $"{upstream.Id}.{upstream.StatusText}";
            var verdict = await applyUpdate.RunAsync(
                connection, predictionId, attempt, upstream, SeenBy.Delivery, startDelivery: true);
            var copies = await DeliveryStore.RecordAsync(
                connection, id, predictionId, attempt, upstream.Id, upstream.StatusText);
            return new WebhookReceipt(verdict, copies > 1);
        }, ct);

        if (receipt.Verdict is null)
            LogUnknownPrediction(logger, predictionId, upstream.Id);
        if (upstream.Status == UpstreamStatus.Unknown)
            LogUnknownStatus(logger, upstream.StatusText);
        if (receipt.Verdict == RunVerdict.StoreResult)
            await queues.EnqueueCommittedAsync([PredictionMessage.Completion(predictionId, attempt)]);
        return receipt;
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A verified delivery names unknown prediction {PredictionId} (run {UpstreamId})")]
    private static partial void LogUnknownPrediction(ILogger logger, Guid predictionId, string upstreamId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicate sent an unknown status: {Status}")]
    private static partial void LogUnknownStatus(ILogger logger, string status);
}
