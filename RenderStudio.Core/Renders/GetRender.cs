using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Renders;

/// <summary>One render with all its pictures.</summary>
public sealed class GetRender(StudioDatabase database, RenderVariants variants)
{
    public async Task<Result<RenderView>> RunAsync(Guid id, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        if (await RenderStore.FindAsync(connection, id, caller.OwnerId) is not { } row)
            return new Problem(ProblemCode.NotFound, "There is no such render.");
        return new RenderView
        {
            Id = row.Id,
            GenerationId = row.GenerationId,
            Title = row.Title,
            Mode = row.Mode,
            RoomType = row.RoomType,
            Style = row.Style,
            Prompt = row.Prompt,
            IsPublic = row.IsPublic,
            Favorite = row.Favorite,
            Variants = await variants.OfAsync(connection, row.Id, row.IsPublic),
            CreatedAt = row.CreatedAt,
        };
    }
}
