using Azure;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// The two queues of hints. A send that fails is logged and forgotten: the row is the truth, and the reconciler reads
/// it.
/// </summary>
public sealed partial class PredictionQueues(StudioQueues queues, NewsPace pace, ILogger<PredictionQueues> logger)
{
    /// <param name="after">When the message is to be seen, rounded up to whole seconds; null for at once.</param>
    public Task SendStartAsync(Guid predictionId, CancellationToken ct, TimeSpan? after = null) =>
        SendAsync(
            StudioQueues.PredictionStarts,
            new PredictionMessage(PredictionMessage.CurrentVersion, predictionId), after, ct);

    /// <inheritdoc cref="SendStartAsync"/>
    public Task SendCompletionAsync(
        Guid predictionId, int attempt, CancellationToken ct, TimeSpan? after = null) =>
        SendAsync(
            StudioQueues.PredictionCompletions,
            new PredictionMessage(PredictionMessage.CurrentVersion, predictionId, attempt), after, ct);

    /// <summary>Where results are polled, sends the next question about a run; else does nothing.</summary>
    public Task SendNextPollAsync(Guid predictionId, int attempt, CancellationToken ct) =>
        pace.Polls ? SendCompletionAsync(predictionId, attempt, ct, after: pace.Step) : Task.CompletedTask;

    private async Task SendAsync(string queue, PredictionMessage message, TimeSpan? after, CancellationToken ct)
    {
        try
        {
            TimeSpan? visible = after is null ? null : TimeSpan.FromSeconds(Math.Ceiling(after.Value.TotalSeconds));
            await queues.SendAsync(queue, message.ToBytes(), ct, visible);
        }
        catch (Exception error) when (error is RequestFailedException or AggregateException
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogNotSent(logger, queue, message.PredictionId, error.GetBaseException().Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No message to {Queue} for prediction {PredictionId}; the reconciler will see to it: {Reason}")]
    private static partial void LogNotSent(ILogger logger, string queue, Guid predictionId, string reason);
}
