using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Cancels a generation at its owner's request. Idempotent. Predictions whose pictures are already being stored are
/// delivered.
/// </summary>
public sealed class CancelGeneration(
    StudioDatabase database, PredictionQueues queues, EnqueueDeliveries deliveries)
{
    /// <returns>Null on success, also when the generation is already finished.</returns>
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var waiting = await database.InTransactionAsync(
            connection => RequestAsync(connection, id, caller.OwnerId), ct);
        if (waiting is null)
            return GetGeneration.NotFound;

        // A prediction that is being started has no run to cancel yet; the reconciler cancels the run once it finds it.
        await queues.EnqueueCommittedAsync(waiting
            .Where(prediction => prediction.Status != PredictionStatus.Starting)
            .Select(prediction => PredictionMessage.Completion(prediction.Id, prediction.Attempt)));
        await deliveries.RunAsync(id, CancellationToken.None);
        return null;
    }

    /// <returns>
    /// The predictions whose end depends on Replicate; null when the owner has no generation with this id.
    /// </returns>
    private static async Task<IReadOnlyList<Prediction>?> RequestAsync(
        NpgsqlConnection connection, Guid id, Guid ownerId)
    {
        if (await CancelStore.LockAsync(connection, id, ownerId) is not { } status)
            return null;
        if (status.IsFinal())
            return [];

        var waiting = await PredictionCancel.RequestAsync(connection, id);
        if (waiting.Count > 0)
        {
            var now = await CancelStore.RecordRequestAsync(connection, id);
            await GenerationEventStore.AppendAsync(connection, id, now, "cancel_requested", "Canceling.");
        }

        return waiting;
    }
}
