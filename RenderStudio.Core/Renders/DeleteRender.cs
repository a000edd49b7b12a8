using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>
/// Deletes a render from the library, or restores it within <see cref="RenderLifeStore.RestoreTime"/>. A deleted render
/// is not visible, whether it is public or not; a restored render has its previous state. Both operations are idempotent.
/// </summary>
public sealed class DeleteRender(StudioDatabase database)
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

    public Task<Problem?> RestoreAsync(Guid id, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await RenderLifeStore.LockAsync(connection, id, caller.OwnerId) is null)
                return GetRender.NotFound;
            await RenderLifeStore.RestoreAsync(connection, id);
            return null;
        }, ct);

    internal static Problem InFlight { get; } =
        new(ProblemCode.GenerationInFlight, "The generation of this render has not ended. Retry afterwards.");
}
