using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Inspire;

/// <summary>What a generation was asked for, as far as stencil and finishing need it.</summary>
public sealed record InspireBrief
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required Guid StencilId { get; init; }
    public required long? Seed { get; init; }
    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required string Model { get; init; }

    /// <summary>JSON, as submitted.</summary>
    public required string Palette { get; init; }

    /// <summary>JSON, as submitted; null for no surface.</summary>
    public required string? Surface { get; init; }

    public required string Stencil { get; init; }
    public required int MinRegionMm { get; init; }

    /// <summary>The owner's, or one that is the generation's own for good.</summary>
    public long StencilSeed => Seed ?? BitConverter.ToInt64(StencilId.ToByteArray(), 8);
}

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
