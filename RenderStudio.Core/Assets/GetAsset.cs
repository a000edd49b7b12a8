using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Assets;

public sealed class GetAsset(StudioDatabase database, AssetViews views)
{
    public async Task<Result<AssetView>> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await AssetStore.FindAsync(connection, caller.OwnerId, id) is { } asset ? views.Of(asset) : NotFound;
    }

    internal static Problem NotFound { get; } = new(ProblemCode.NotFound, "There is no asset with this id.");
}
