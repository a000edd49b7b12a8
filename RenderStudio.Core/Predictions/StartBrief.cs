using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>What a starter needs of the generation.</summary>
public sealed record StartBrief
{
    public required string Mode { get; init; }
    public required string Model { get; init; }
    public required string ComposedPrompt { get; init; }
    public required string? ComposedNegative { get; init; }

    /// <summary>The owner's own words among the negative ones.</summary>
    public required string? NegativePrompt { get; init; }

    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required int? MaxWaitSeconds { get; init; }

    /// <summary>Paths of the owner's photos, in the order of the request.</summary>
    public required string[] PhotoPaths { get; init; }

    /// <summary>Which of them lie in the public container.</summary>
    public required bool[] PhotoIsPublic { get; init; }

    public required string[] PhotoTypes { get; init; }
}

public sealed class StartBriefStore(StudioDatabase database)
{
    private const string OfGenerationSql =
        """
        select g.mode, g.model, g.composed_prompt, g.composed_negative, g.negative_prompt, g.aspect_ratio, g.quality,
            g.max_wait_seconds,
            array_remove(array[one.path, two.path], null) as photo_paths,
            array_remove(array[one.is_public, two.is_public], null) as photo_is_public,
            array_remove(array[one.content_type, two.content_type], null) as photo_types
        from generations g
            left join assets one on one.id = g.input1_id
            left join assets two on two.id = g.input2_id
        where g.id = @generationId
        """;

    public async Task<StartBrief> OfGenerationAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<StartBrief>(OfGenerationSql, new { generationId });
    }
}
