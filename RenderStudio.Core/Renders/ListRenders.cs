using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Core.Renders;

/// <summary>Lists an owner's library, newest first, in one round trip to the database.</summary>
public sealed class ListRenders(StudioDatabase database, BlobLinks links, PublicLinks publicLinks)
{
    /// <param name="filter">The method sets its count and its keyset position.</param>
    public async Task<Page<RenderSummary>> RunAsync(RenderFilter filter, Keyset? after, int limit, CancellationToken ct)
    {
        if (filter.Words is { } words)
        {
            if (SearchQuery.Of(words) is not { } search)
                return new([], NextCursor: null);
            filter = filter with { Words = search.Words, Keys = search.Keys };
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await RenderListStore.PageAsync(
            connection, filter with { BeforeAt = after?.At, BeforeId = after?.Id, Count = limit + 1 },
            (render, cover) => render with { Cover = Show(cover, render) });
        return Page.Of(rows, limit, row => new(row.CreatedAt, row.Id));
    }

    private CoverView Show(CoverRow cover, RenderSummary render)
    {
        var (id, isShown) = (render.Id, render.IsPublic && render.DeletedAt is null);
        return new(
            links.Sign(cover.Path, render.IsPublic),
            cover.ThumbnailPath is { } small ? links.Sign(small, render.IsPublic) : null,
            cover.Width,
            cover.Height,
            cover.Placeholder)
        {
            PublicUrl = publicLinks.OfRenderFile(id, cover.Name, cover.Sha256, isShown),
            PublicThumbnailUrl = cover is { ThumbnailName: { } name, ThumbnailSha256: { } sha256 }
                ? publicLinks.OfRenderFile(id, name, sha256, isShown)
                : null,
        };
    }
}
