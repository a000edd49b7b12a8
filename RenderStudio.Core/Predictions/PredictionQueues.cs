using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Predictions;

/// <summary>The two queues of hints. A failed send throws; whoever sends decides whether that matters.</summary>
public sealed class PredictionQueues(StudioQueues queues)
{
    public Task SendStartAsync(Guid predictionId, CancellationToken ct) =>
        SendAsync(StudioQueues.PredictionStarts, new PredictionMessage(PredictionMessage.CurrentVersion, predictionId), ct);

    public Task SendCompletionAsync(Guid predictionId, int attempt, CancellationToken ct) =>
        SendAsync(StudioQueues.PredictionCompletions, new PredictionMessage(PredictionMessage.CurrentVersion, predictionId, attempt), ct);

    private Task SendAsync(string queue, PredictionMessage message, CancellationToken ct) =>
        queues.SendAsync(queue, message.ToBytes(), ct);
}
