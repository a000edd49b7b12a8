using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>What a starter needs of the generation.</summary>
public sealed record StartBrief
{
    public required string Model { get; init; }
    public required string ComposedPrompt { get; init; }
    public required string? ComposedNegative { get; init; }
    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required int? MaxWaitSeconds { get; init; }

    /// <summary>Path of the owner's photo in the private container; null without one.</summary>
    public required string? PhotoPath { get; init; }

    public required string? PhotoType { get; init; }
}

public sealed class StartBriefStore(StudioDatabase database)
{
    private const string OfGenerationSql =
        """
        select g.model, g.composed_prompt, g.composed_negative, g.aspect_ratio, g.quality, g.max_wait_seconds,
            a.path as photo_path, a.content_type as photo_type
        from generations g left join assets a on a.id = g.input1_id
        where g.id = @generationId
        """;

    public async Task<StartBrief> OfGenerationAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<StartBrief>(OfGenerationSql, new { generationId });
    }
}
