using Azure;
using Azure.Identity;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Sends the messages that make a worker look at a prediction. The row is the truth and the reconciler reads it, so a
/// send that fails is logged here and is no error for the caller.
/// </summary>
public sealed partial class PredictionQueues(
    QueueServiceClient service, PollingSchedule pace, TimeProvider clock, ILogger<PredictionQueues> logger)
{
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(2);

    private readonly QueueClient starts = service.GetQueueClient(StudioQueues.PredictionStarts);
    private readonly QueueClient completions = service.GetQueueClient(StudioQueues.PredictionCompletions);

    /// <summary>Throws only when <paramref name="ct"/> is canceled, and then nothing more is sent.</summary>
    /// <param name="after">Delay until a worker sees the message, rounded up to whole seconds; null for none.</param>
    public Task EnqueueAsync(PredictionMessage message, CancellationToken ct, TimeSpan? after = null) =>
        EnqueueAsync(message, after, Timeout.InfiniteTimeSpan, ct);

    /// <summary>
    /// Sends the messages of a request whose transaction is committed: all at the same time, for two seconds at most
    /// because the client waits for the answer, and also when the client has closed its connection.
    /// </summary>
    public Task EnqueueCommittedAsync(IEnumerable<PredictionMessage> messages) =>
        Task.WhenAll(messages.Select(message => EnqueueAsync(message, null, RequestLimit, CancellationToken.None)));

    /// <summary>Where results are polled, enqueues the next poll of a run; elsewhere does nothing.</summary>
    public Task EnqueueNextPollAsync(Guid predictionId, int attempt, CancellationToken ct) => pace.Polls
        ? EnqueueAsync(PredictionMessage.Completion(predictionId, attempt), ct, after: pace.Step)
        : Task.CompletedTask;

    /// <summary>Throws when queues cannot be reached or are missing.</summary>
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

    /// <summary>A queue that was deleted is created again.</summary>
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

    // The text of a refused request holds all of the response.
    private static string Reason(Exception error) => error switch
    {
        RequestFailedException { Status: > 0 } refused => $"{refused.Status} {refused.ErrorCode}",
        AggregateException { InnerExceptions: [.., var last] } => last.Message,
        OperationCanceledException => "no answer in time",
        _ => error.Message,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Could not enqueue the message for prediction {PredictionId} to {Queue}; the reconciler will retry: {Reason}")]
    private static partial void LogFailed(ILogger logger, Guid predictionId, string queue, string reason);
}
