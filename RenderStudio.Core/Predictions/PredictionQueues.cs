using Azure.Storage.Queues;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Enqueues the messages that make a worker process a prediction. The row is the source of truth and the reconciler
/// reads it, so a failed send is logged here and does not fail the caller.
/// </summary>
public sealed partial class PredictionQueues(
    QueueServiceClient service, PollingSchedule pace, TimeProvider clock, ILogger<PredictionQueues> logger)
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(2);

    private readonly QueueClient starts = service.GetQueueClient(StudioQueues.PredictionStarts);
    private readonly QueueClient completions = service.GetQueueClient(StudioQueues.PredictionCompletions);

    /// <summary>Throws only when <paramref name="ct"/> is canceled, and then nothing more is sent.</summary>
    /// <param name="after">Delay until the message is visible, rounded up to whole seconds; null for none.</param>
    public Task EnqueueAsync(PredictionMessage message, CancellationToken ct, TimeSpan? after = null) =>
        EnqueueAsync(message, after, Timeout.InfiniteTimeSpan, ct);

    /// <summary>
    /// Sends the messages of a request whose transaction is committed, all at the same time. Sending takes at most two
    /// seconds because the client waits for the response, and continues when the client closes its connection.
    /// </summary>
    public Task EnqueueCommittedAsync(IEnumerable<PredictionMessage> messages) =>
        Task.WhenAll(messages.Select(message => EnqueueAsync(message, null, RequestLimit, CancellationToken.None)));

    /// <summary>Enqueues the next poll of a run when results are polled; otherwise does nothing.</summary>
    public Task EnqueueNextPollAsync(Guid predictionId, int attempt, CancellationToken ct) => pace.Polls
        ? EnqueueAsync(PredictionMessage.Completion(predictionId, attempt), ct, after: pace.Step)
        : Task.CompletedTask;

    /// <summary>Throws when the queue service cannot be reached or the queue is missing.</summary>
    public async Task PingAsync(CancellationToken ct) => await starts.GetPropertiesAsync(ct);

    private async Task EnqueueAsync(
        PredictionMessage message, TimeSpan? after, TimeSpan limit, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        var queue = message.Attempt is null ? starts : completions;
        var body = new BinaryData(message.ToBytes());
        if (await QueueSending.TryAsync(queue, body, after, deadline.Token, ct) is { } reason)
            LogFailed(logger, message.PredictionId, queue.Name, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Could not enqueue the message for prediction {PredictionId} to {Queue}; the reconciler will retry: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid predictionId, string queue, string reason);
}
