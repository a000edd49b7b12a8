using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Deletes a render from the library, or restores it within <see cref="RenderLifeStore.RestoreTime"/>. A deleted render
/// is not visible, whether it is public or not; a restored render has its previous state. Both operations are idempotent.
/// </summary>
public sealed class DeleteRender(StudioDatabase database, Accounts accounts)
{
    public Task<Problem?> RunAsync(Guid id, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var state = await RenderLifeStore.LockAsync(connection, id, caller.OwnerId);
            if (state is null)
                return GetRender.NotFound;
            if (state.InFlight)
                return InFlight;
            if (!state.Deleted)
                await RenderLifeStore.DeleteAsync(connection, id);
            return null;
        }, ct);

    /// <returns>A problem also when the plan does not allow the owner to keep the files of the render again.</returns>
    public Task<Problem?> RestoreAsync(Guid id, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            var state = await RenderLifeStore.LockAsync(connection, id, caller.OwnerId);
            if (state is null)
                return GetRender.NotFound;
            if (!state.Deleted)
                return null;
            // The lock of the account makes two restores of one owner run one after another.
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            if (StorageQuota.Check(account, await RenderLifeStore.FilesAsync(connection, id)) is { } full)
                return full;
            await RenderLifeStore.RestoreAsync(connection, id);
            return null;
        }, ct);

    internal static Problem InFlight { get; } =
        new(ProblemCode.GenerationInFlight, "The generation of this render has not ended. Retry afterwards.");
}
