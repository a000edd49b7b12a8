using Microsoft.Extensions.Logging;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Erasure;

/// <summary>
/// Erases an owner: hides public content, cancels generations, ends billing, deletes files, then rows. Every step is
/// idempotent, so the next round continues the erasure after a crash. Ledger entries remain and identify no
/// person.
/// </summary>
public sealed partial class EraseOwner(
    ErasureStore store, ErasedRowStore rows, ErasedFiles files, CancelGeneration cancel, EndBilling billing,
    ILogger<EraseOwner> logger)
{
    /// <summary>Seconds until an unfinished erasure is tried again.</summary>
    private const double RetrySeconds = 20;

    /// <summary>
    /// Begins the erasure of the subject's owner. Idempotent while the subject has no new owner: a repeated request
    /// returns the receipt of the same erasure and does not repeat its work.
    /// </summary>
    /// <returns>
    /// A finished receipt, or an unfinished receipt when generations, runs or file moves of the owner are still active;
    /// later rounds finish it. Rate limited as <see cref="ErasureStore.BeginAsync"/> describes.
    /// </returns>
    public async Task<Result<ErasureReceipt>> RunAsync(TokenSubject subject, CancellationToken ct)
    {
        if ((await store.BeginAsync(subject, RetrySeconds, ct)).Failed(out var problem, out var begun))
            return problem;
        if (begun.IsNew)
            await ContinueAsync(new(begun.Id, begun.OwnerId), ct);
        return (await store.FindAsync(begun.Id, ct))!;
    }

    /// <summary>Continues the unfinished erasures that are due.</summary>
    /// <returns>Number of erasures that this call finished.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var finished = 0;
        foreach (var erasure in await store.ClaimDueAsync(RetrySeconds, ct))
        {
            try
            {
                await ContinueAsync(erasure, ct);
                finished += (await store.FindAsync(erasure.Id, ct))?.FinishedAt is null ? 0 : 1;
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogFailed(logger, erasure.Id, exception);
            }
        }

        return finished;
    }

    /// <summary>Reads the receipt of an erasure.</summary>
    /// <returns><c>not_found</c> when there is no erasure with this id.</returns>
    public async Task<Result<ErasureReceipt>> ReadAsync(Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } receipt
            ? receipt
            : new Problem(ProblemCode.NotFound, "There is no erasure with this id.");

    private async Task ContinueAsync(OpenErasure erasure, CancellationToken ct)
    {
        await store.HideAsync(erasure.OwnerId, ct);
        foreach (var live in await store.LiveAsync(erasure.OwnerId, ct))
            await cancel.RunAsync(live, new(erasure.OwnerId), ct);
        await store.CancelRunsAsync(erasure.OwnerId, ct);
        await billing.RunAsync(erasure.OwnerId, ct);

        while (await rows.EndedAsync(erasure.OwnerId, ct) is { Count: > 0 } ended)
        {
            foreach (var generation in ended)
                await files.DeleteFolderAsync(StoragePaths.RenderFolder(generation.RenderId), ct);
            await rows.RemoveAsync(erasure.Id, ended, ct);
        }

        // Photos are deleted last, because the remaining generations use them.
        if (await rows.AnyLeftAsync(erasure.OwnerId, ct))
            return;
        await files.DeleteUploadsAsync(await rows.GrantsAsync(erasure.OwnerId, ct), ct);
        await files.DeleteFolderAsync(StoragePaths.OwnerFolder(erasure.OwnerId), ct);
        await rows.FinishAsync(erasure, ct);
    }

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Could not continue erasure {ErasureId}; a later round will retry")]
    private static partial void LogFailed(ILogger logger, Guid erasureId, Exception exception);
}
