using Dapper;
using RenderStudio.Core.Database;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Core.Outputs;

public sealed class InspireBriefStore(StudioDatabase database)
{
    private const string FindSql =
        """
        select id, owner_id, stencil_id, seed, aspect_ratio, quality, model, palette::text as palette,
            surface::text as surface, stencil, min_region_mm
        from generations where id = @generationId and stencil_id is not null
        """;

    /// <returns>Null for a generation of another mode.</returns>
    public async Task<InspireBrief?> FindAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<InspireBrief>(FindSql, new { generationId });
    }
}
