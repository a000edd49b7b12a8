using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Enqueues the messages that make a worker send the deliveries of an endpoint. The rows are the source of truth, so a
/// failed send is logged and does not fail the caller.
/// </summary>
public sealed partial class DeliveryQueues(
    QueueServiceClient service, TimeProvider clock, ILogger<DeliveryQueues> logger)
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(2);

    private readonly QueueClient queue = service.GetQueueClient(StudioQueues.Deliveries);

    /// <summary>Throws only when <paramref name="ct"/> is canceled, and then nothing is sent.</summary>
    /// <param name="after">Delay until a worker sees the message, rounded up to whole seconds; null for none.</param>
    public Task EnqueueAsync(Guid endpointId, CancellationToken ct, TimeSpan? after = null) =>
        EnqueueAsync(endpointId, after, Timeout.InfiniteTimeSpan, ct);

    /// <summary>Sends the messages of a request whose changes are committed, in at most two seconds.</summary>
    public Task EnqueueCommittedAsync(IEnumerable<Guid> endpointIds) =>
        Task.WhenAll(endpointIds.Select(id => EnqueueAsync(id, null, RequestLimit, CancellationToken.None)));

    private async Task EnqueueAsync(Guid endpointId, TimeSpan? after, TimeSpan limit, CancellationToken ct)
    {
        var body = new BinaryData(DeliveryMessage.Of(endpointId).ToBytes());
        using var deadline = new CancellationTokenSource(limit, clock);
        if (await QueueSending.TryAsync(queue, body, after, deadline.Token, ct) is { } reason)
            LogFailed(logger, endpointId, queue.Name, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Could not enqueue the message for webhook endpoint {EndpointId} to {Queue}; the reconciler will retry: "
        + "{Reason}")]
    private static partial void LogFailed(ILogger logger, Guid endpointId, string queue, string reason);
}
