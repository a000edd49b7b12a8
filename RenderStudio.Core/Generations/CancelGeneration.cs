using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>
/// The owner wants no more of it. Asking again changes nothing; where the pictures are being saved it comes too late,
/// and they are delivered.
/// </summary>
public sealed class CancelGeneration(StudioDatabase database, PredictionQueues queues)
{
    public async Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var asked = await database.InTransactionAsync(
            connection => RequestAsync(connection, id, caller.OwnerId), ct);
        if (asked is null)
            return GetGeneration.NotFound;

        // What is still being started has no run to cancel yet; the reconciler cancels what is found.
        await queues.EnqueueCommittedAsync(asked
            .Where(prediction => prediction.Status != PredictionStatus.Starting)
            .Select(prediction => PredictionMessage.Completion(prediction.Id, prediction.Attempt)));
        return null;
    }

    private const string NoteSql =
        """
        update generations set cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()) where id = @id
        """;

    private const string StatusSql = "select status from generations where id = @id";

    /// <returns>The predictions that wait for Replicate's word; null when the owner has no such generation.</returns>
    private static async Task<IReadOnlyList<Prediction>?> RequestAsync(
        NpgsqlConnection connection, Guid id, Guid ownerId)
    {
        if (!await GenerationLockStore.LockOwnedAsync(connection, id, ownerId))
            return null;
        var status = await connection.QuerySingleAsync<string>(StatusSql, new { id });
        if (GenerationStatuses.Parse(status).IsFinal())
            return [];

        var waiting = await PredictionCancel.RequestAsync(connection, id);
        if (waiting.Count > 0)
        {
            await connection.ExecuteAsync(NoteSql, new { id });
            var now = GenerationStatuses.Parse(await connection.QuerySingleAsync<string>(StatusSql, new { id }));
            await GenerationEvents.AppendAsync(connection, id, now, "cancel_requested", "Canceling.");
        }

        return waiting;
    }
}
