using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var queue = message.Attempt is null ? starts : completions;
        TimeSpan? visible = after is null ? null : TimeSpan.FromSeconds(Math.Ceiling(after.Value.TotalSeconds));
        try
        {
            await SendAsync(queue, new BinaryData(message.ToBytes()), visible, stop.Token);
        }
        catch (Exception error) when (
            error is RequestFailedException or AggregateException or AuthenticationFailedException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogFailed(logger, message.PredictionId, queue.Name, Reason(error));
        }
    }

    /// <summary>Sends the message and creates the queue again if it was deleted.</summary>
    private static async Task SendAsync(QueueClient queue, BinaryData body, TimeSpan? visible, CancellationToken ct)
    {
        try
        {
            await queue.SendMessageAsync(body, visible, cancellationToken: ct);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await queue.CreateIfNotExistsAsync(cancellationToken: ct);
            await queue.SendMessageAsync(body, visible, cancellationToken: ct);
        }
    }

    // The message of a RequestFailedException contains the whole response.
    private static string Reason(Exception error) => error switch
    {
        RequestFailedException { Status: > 0 } refused => $"{refused.Status} {refused.ErrorCode}",
        AggregateException { InnerExceptions: [.., var last] } => last.Message,
        OperationCanceledException => "no response in time",
        _ => error.Message,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Could not enqueue the message for prediction {PredictionId} to {Queue}; the reconciler will retry: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid predictionId, string queue, string reason);
}
