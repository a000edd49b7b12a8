using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Predictions;

/// <summary>A prediction somebody should look at: it has a result to store, or Replicate is to be asked.</summary>
public sealed record PredictionToCheck(Guid Id, int Attempt);

/// <summary>
/// Tells workers that there may be work. A hint that cannot be sent is only logged: the reconciler sees the row, and
/// nobody should wait for a queue that does not answer.
/// </summary>
public sealed partial class PredictionHints(PredictionQueues queues, ILogger<PredictionHints> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task StartAsync(IEnumerable<Guid> predictions) =>
        TryAsync(ct => predictions.Select(id => queues.SendStartAsync(id, ct)));

    public Task CheckAsync(IEnumerable<PredictionToCheck> predictions) =>
        TryAsync(ct => predictions.Select(one => queues.SendCompletionAsync(one.Id, one.Attempt, ct)));

    private async Task TryAsync(Func<CancellationToken, IEnumerable<Task>> send)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Task.WhenAll(send(patience.Token));
        }
        catch (Exception failed) when (failed is Azure.RequestFailedException or AggregateException
            or OperationCanceledException)
        {
            LogNotSent(logger, failed.GetBaseException().Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A hint got lost; the reconciler will see the work: {Reason}")]
    private static partial void LogNotSent(ILogger logger, string reason);
}
