using Microsoft.Extensions.Logging;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Erasure;

/// <summary>
/// Forgets an owner: what he shows the world is gone at once, what runs for him is canceled, then his files go and
/// after them the rows that told of them. Every step can be done again, so that after a crash the next round goes on
/// where it stopped. Entries of the ledger stay and name nobody.
/// </summary>
public sealed partial class EraseOwner(
    ErasureStore store, ErasedRows rows, CancelGeneration cancel, BlobFiles blobs, StagedFiles staged,
    ILogger<EraseOwner> logger)
{
    /// <summary>How long one that could not be ended rests, in seconds.</summary>
    private const double Again = 20;

    /// <summary>
    /// Idempotent as long as the subject has no new owner: a repeated request reads the receipt of the same erasure and
    /// leaves the work to the request, or the round, that does it.
    /// </summary>
    /// <returns>
    /// Finished, unless something of the owner is still under way; then rounds finish it. Rate limited as
    /// <see cref="ErasureStore.BeginAsync"/> says.
    /// </returns>
    public async Task<Result<ErasureReceipt>> RunAsync(TokenSubject subject, CancellationToken ct)
    {
        if ((await store.BeginAsync(subject, Again, ct)).Failed(out var problem, out var begun))
            return problem;
        if (begun.IsNew)
            await GoOnAsync(new(begun.Id, begun.OwnerId), ct);
        return (await store.FindAsync(begun.Id, ct))!;
    }

    /// <summary>Goes on with erasures that were left.</summary>
    /// <returns>How many are finished now.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var finished = 0;
        foreach (var erasure in await store.DueAsync(Again, ct))
        {
            try
            {
                await GoOnAsync(erasure, ct);
                finished += (await store.FindAsync(erasure.Id, ct))?.FinishedAt is null ? 0 : 1;
            }
            catch (Exception trouble) when (!ct.IsCancellationRequested)
            {
                LogLater(logger, erasure.Id, trouble);
            }
        }

        return finished;
    }

    /// <returns>Not found when there is no such erasure.</returns>
    public async Task<Result<ErasureReceipt>> ReadAsync(Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } receipt
            ? receipt
            : new Problem(ProblemCode.NotFound, "There is no such erasure.");

    private async Task GoOnAsync(OpenErasure erasure, CancellationToken ct)
    {
        await store.HideAsync(erasure.OwnerId, ct);
        foreach (var live in await store.LiveAsync(erasure.OwnerId, ct))
            await cancel.RunAsync(live, new(erasure.OwnerId), ct);
        await store.CallOffRunsAsync(erasure.OwnerId, ct);

        while (await rows.EndedAsync(erasure.OwnerId, ct) is { Count: > 0 } ended)
        {
            foreach (var one in ended)
                await DeleteFolderAsync(StoragePaths.RenderFolder(one.RenderId), ct);
            await rows.RemoveAsync(erasure.Id, ended, ct);
        }

        // His photos are what the rest is made from.
        if (await rows.AnyLeftAsync(erasure.OwnerId, ct))
            return;
        foreach (var grant in await rows.GrantsAsync(erasure.OwnerId, ct))
            await staged.DeleteAsync(grant, ct);
        await DeleteFolderAsync(StoragePaths.OwnerFolder(erasure.OwnerId), ct);
        await rows.FinishAsync(erasure, ct);
    }

    private async Task DeleteFolderAsync(string folder, CancellationToken ct)
    {
        foreach (var container in StudioContainers.All)
            await blobs.DeleteFolderAsync(container, folder, ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Erasure {ErasureId} waits for another round")]
    private static partial void LogLater(ILogger logger, Guid erasureId, Exception trouble);
}
