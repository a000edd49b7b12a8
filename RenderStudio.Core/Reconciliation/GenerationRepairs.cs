using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Timeline;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Closes generations whose predictions have all ended, and releases credits that an ended generation still holds. Both
/// belong to the transaction that ends a prediction, so they are missing only after a defect in the product or a manual
/// change of a row. A generation that cannot be repaired does not prevent the repair of others. A step that
/// exceeds its time is continued in the next round.
/// </summary>
public sealed partial class GenerationRepairs(
    StudioDatabase database, GenerationRepairStore store, IOptions<ReconciliationOptions> options,
    ILogger<GenerationRepairs> logger)
{
    private readonly Position unclosed = new();
    private readonly Position holding = new();

    /// <returns>Number of generations that were closed.</returns>
    public Task<int> CloseAsync(CancellationToken ct) => EachAsync(store.UnclosedAsync, unclosed, CloseAsync, ct);

    /// <returns>Number of generations whose held credits were released.</returns>
    public Task<int> ReleaseHoldsAsync(CancellationToken ct) =>
        EachAsync(store.HoldingAsync, holding, ReleaseAsync, ct);

    private Task<bool> CloseAsync(Guid id, CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await GenerationLockStore.LockAsync(connection, id);
        return await GenerationProgress.UpdateAsync(connection, id);
    }, ct);

    private Task<bool> ReleaseAsync(Guid id, CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await GenerationLockStore.LockAsync(connection, id);
        if (await GenerationRepairStore.HeldAsync(connection, id) is not { Credits: > 0 } held)
            return false;
        await CreditLedger.ReleaseRestAsync(
            connection, held.OwnerId, id, held.Credits, "Held by a generation that had ended.");
        return true;
    }, ct);

    private async Task<int> EachAsync(
        Func<Guid, CancellationToken, Task<IReadOnlyList<Guid>>> find, Position position,
        Func<Guid, CancellationToken, Task<bool>> repair, CancellationToken ct)
    {
        var done = 0;
        using var time = new CancellationTokenSource(options.Value.StepTime);
        var batch = await find(position.After, ct);
        while (true)
        {
            foreach (var id in batch)
            {
                position.After = id;
                done += await TryAsync(repair, id, ct) ? 1 : 0;
                if (time.IsCancellationRequested)
                    return done;
            }

            if (batch.Count < GenerationRepairStore.Batch)
                break;
            batch = await find(position.After, ct);
        }

        position.After = Guid.Empty;
        return done;
    }

    private async Task<bool> TryAsync(
        Func<Guid, CancellationToken, Task<bool>> repair, Guid id, CancellationToken ct)
    {
        try
        {
            return await repair(id, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogRetry(logger, id, error);
            return false;
        }
    }

    /// <summary>The row after which the next round of this instance continues.</summary>
    private sealed class Position
    {
        public Guid After { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not repair generation {GenerationId}; the next round will retry")]
    private static partial void LogRetry(ILogger logger, Guid generationId, Exception error);
}
