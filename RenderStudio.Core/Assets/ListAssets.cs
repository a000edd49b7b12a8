using RenderStudio.Core.Database;

namespace RenderStudio.Core.Assets;

/// <summary>An owner's assets, newest first.</summary>
public sealed class ListAssets(StudioDatabase database, AssetViews views)
{
    /// <param name="filter">The method sets its count and its keyset position.</param>
    public async Task<Page<AssetView>> RunAsync(AssetFilter filter, Keyset? after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await AssetStore.PageAsync(
            connection, filter with { BeforeAt = after?.At, BeforeId = after?.Id, Count = limit + 1 });
        return Page.Of<AssetView>([.. rows.Select(views.Of)], limit, row => new(row.CreatedAt, row.Id));
    }
}
