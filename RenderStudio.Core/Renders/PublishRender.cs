using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>Makes all variants of a render, in all sizes, public or private together.</summary>
public sealed class PublishRender(StudioDatabase database, ChangeVisibility visibility)
{
    public async Task<Problem?> RunAsync(Guid id, bool isPublic, Caller caller, CancellationToken ct)
    {
        if (isPublic && await IsInFlightAsync(id, caller, ct))
            return DeleteRender.InFlight;
        var problem = await visibility.RunAsync(id, caller.OwnerId, isPublic, ct);
        return problem is { Code: ProblemCode.NotFound } ? GetRender.NotFound : problem;
    }

    // A finished generation stays finished, so no lock is held until the change.
    private Task<bool> IsInFlightAsync(Guid id, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
            await RenderLifeStore.LockAsync(connection, id, caller.OwnerId) is { InFlight: true }, ct);
}
