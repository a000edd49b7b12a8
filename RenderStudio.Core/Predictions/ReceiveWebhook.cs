using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Takes a delivery: signature over the raw bytes, token of the link, parse, dedupe, act. Nothing touches the database
/// before the signature holds, and a success means that the news is durable. It downloads nothing.
/// </summary>
public sealed partial class ReceiveWebhook(
    StudioDatabase database, WebhookSignature signature, WebhookAddress address, ApplyRunUpdate applyUpdate, PredictionQueues queues,
    IOptions<ReplicateOptions> options, ILogger<ReceiveWebhook> logger)
{
    /// <summary>As where signatures are checked.</summary>
    private const int MaxIdLength = 256;

    private bool IsSigned => options.Value.WebhookMode == "signed";

    /// <summary>A problem when the headers alone show that the signature cannot hold, whatever the body is.</summary>
    /// <param name="delivery">Its body is not looked at.</param>
    public Problem? RefuseUnread(WebhookDelivery delivery) =>
        IsSigned && !signature.CanHold(delivery.Id, delivery.Timestamp, delivery.Signature) ? Unsigned : null;

    public async Task<Result<WebhookReceipt>> RunAsync(WebhookDelivery delivery, CancellationToken ct)
    {
        if (IsSigned && !signature.Verify(delivery.Id, delivery.Timestamp, delivery.Signature, delivery.Body.Span))
            return Unsigned;

        if (!Guid.TryParse(delivery.PredictionId, out var predictionId)
            || !int.TryParse(delivery.Attempt, out var attempt)
            || !address.Verify(predictionId, attempt, delivery.Token))
        {
            return new Problem(
                ProblemCode.WebhookTokenInvalid, "The link's token does not fit its prediction and attempt.");
        }

        if (delivery.Id is { Length: > MaxIdLength })
            return new Problem(ProblemCode.InvalidWebhook, "The delivery's id is too long.");

        ReplicatePrediction upstream;
        try
        {
            upstream = ReplicatePrediction.Parse(delivery.Body);
        }
        catch (JsonException)
        {
            return new Problem(ProblemCode.InvalidWebhook, "The body is not a prediction.");
        }

        return await ApplyAsync(delivery, predictionId, attempt, upstream, ct);
    }

    private async Task<WebhookReceipt> ApplyAsync(
        WebhookDelivery delivery, Guid predictionId, int attempt, ReplicatePrediction upstream, CancellationToken ct)
    {
        var receipt = await database.InTransactionAsync(async connection =>
        {
            // Unsigned deliveries (token mode) may lack an id: then the run and its status stand in for it.
            var id = delivery.Id ?? $"{upstream.Id}.{upstream.StatusText}";
            var verdict = await applyUpdate.RunAsync(
                connection, predictionId, attempt, upstream, SeenBy.Delivery, startDelivery: true);
            var copies = await DeliveryStore.RecordAsync(
                connection, id, predictionId, attempt, upstream.Id, upstream.StatusText);
            return new WebhookReceipt(verdict, copies > 1);
        }, ct);

        if (receipt.Verdict is null)
            LogStranger(logger, predictionId, upstream.Id);
        if (upstream.Status == UpstreamStatus.Unknown)
            LogUnknownStatus(logger, upstream.StatusText);
        if (receipt.Verdict == RunVerdict.StoreResult)
            await queues.EnqueueCommittedAsync([PredictionMessage.Completion(predictionId, attempt)]);
        return receipt;
    }

    private static Problem Unsigned { get; } = new(
        ProblemCode.WebhookSignatureInvalid, "The delivery is not signed by Replicate for this app.");

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A signed delivery speaks of unknown prediction {PredictionId} (run {UpstreamId})")]
    private static partial void LogStranger(ILogger logger, Guid predictionId, string upstreamId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Replicate sent a status this app does not know: {Status}")]
    private static partial void LogUnknownStatus(ILogger logger, string status);
}
