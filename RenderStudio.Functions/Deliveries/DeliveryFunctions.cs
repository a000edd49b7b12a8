using Microsoft.Azure.Functions.Worker;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Functions.Deliveries;

/// <summary>The queue triggers of outbound webhooks; see <see cref="Predictions.PredictionFunctions"/>.</summary>
public sealed partial class DeliveryFunctions(
    SendDeliveries send, RejectedMessageStore rejected, ILogger<DeliveryFunctions> logger)
{
    private const string Connection = "AzureWebJobsStorage";

    private const string Poison = StudioQueues.Deliveries + StudioQueues.PoisonSuffix;

    [Function("SendDelivery")]
    public Task SendAsync(
        [QueueTrigger(StudioQueues.Deliveries, Connection = Connection)] byte[] message, CancellationToken ct) =>
        DeliveryMessage.TryRead(message) is { } read
            ? send.RunAsync(read.EndpointId, ct)
            : rejected.KeepAsync(StudioQueues.Deliveries, message, DeliveryMessage.WhyRejected(message), ct);

    /// <summary>Drops a message that failed too often. The reconciler sends another one while work is due.</summary>
    [Function("SendDeliveryPoison")]
    public async Task HandlePoisonAsync(
        [QueueTrigger(Poison, Connection = Connection)] byte[] message, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (DeliveryMessage.TryRead(message) is { } read)
            LogDropped(logger, Poison, read.EndpointId);
        else
            await rejected.KeepAsync(Poison, message, DeliveryMessage.WhyRejected(message), ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Dropped a poison message of {Queue} for endpoint {EndpointId}")]
    private static partial void LogDropped(ILogger logger, string queue, Guid endpointId);
}
