using RenderStudio.Core.Database;
using RenderStudio.Core.Storage;

namespace RenderStudio.Core.Renders;

/// <summary>An owner's library, newest first, in one round trip to the database.</summary>
public sealed class ListRenders(StudioDatabase database, BlobLinks links)
{
    /// <param name="filter">Its count and start are set here.</param>
    public async Task<Page<RenderSummary>> RunAsync(RenderFilter filter, Keyset? after, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await RenderStore.PageAsync(
            connection, filter with { BeforeAt = after?.At, BeforeId = after?.Id, Count = limit + 1 });
        return Page.Of<RenderSummary>([.. rows.Select(Summary)], limit, row => new(row.CreatedAt, row.Id));
    }

    private RenderSummary Summary(RenderRow row) => new()
    {
        Id = row.Id,
        GenerationId = row.GenerationId,
        Title = row.Title,
        Mode = row.Mode,
        RoomType = row.RoomType,
        Style = row.Style,
        IsPublic = row.IsPublic,
        Favorite = row.Favorite,
        VariantCount = row.VariantCount,
        Cover = new(
            links.Sign(row.CoverPath!, row.IsPublic),
            row.CoverThumbnailPath is { } small ? links.Sign(small, row.IsPublic) : null,
            row.CoverWidth,
            row.CoverHeight),
        CreatedAt = row.CreatedAt,
    };
}
