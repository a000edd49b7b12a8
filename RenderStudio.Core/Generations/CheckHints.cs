using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Enqueues a check of the predictions of generations that are read and have had no timeline event for a while. Sends
/// at most one hint per generation in <see cref="GenerationOptions.CheckHintIntervalSeconds"/>.
/// </summary>
public sealed class CheckHints(CheckHintStore store, PredictionQueues queues)
{
    public async Task SendAsync(IReadOnlyCollection<Guid> generationIds, CancellationToken ct)
    {
        var claimed = await store.ClaimAsync(generationIds, ct);
        await queues.EnqueueCommittedAsync(claimed.Select(prediction => prediction.IsPending
            ? PredictionMessage.Start(prediction.Id)
            : PredictionMessage.Completion(prediction.Id, prediction.Attempt)));
    }
}
