using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>The fields of a generation that a start needs.</summary>
public sealed record StartBrief
{
    public required string Mode { get; init; }
    public required string Model { get; init; }
    public required string ComposedPrompt { get; init; }
    public required string? ComposedNegative { get; init; }

    /// <summary>The part of the negative prompt that the owner wrote.</summary>
    public required string? NegativePrompt { get; init; }

    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required int? MaxWaitSeconds { get; init; }

    /// <summary>The owner's photos in the order of the request, or the stencil in a mode that draws one.</summary>
    public IReadOnlyList<InputPhoto> Photos { get; init; } = [];
}

public sealed record InputPhoto(string Path, bool IsPublic, string ContentType);

public sealed class StartBriefStore(StudioDatabase database)
{
    private const string OfGenerationSql =
        """
        select mode, model, composed_prompt, composed_negative, negative_prompt, aspect_ratio, quality, max_wait_seconds
        from generations where id = @generationId;

        select a.path, a.is_public, a.content_type
        from generations g
            cross join lateral (values (1, g.input1_id), (2, g.input2_id)) as input (place, id)
            join assets a on a.id = input.id
        where g.id = @generationId
        order by input.place
        """;

    public async Task<StartBrief> OfGenerationAsync(Guid generationId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var rows = await connection.QueryMultipleAsync(OfGenerationSql, new { generationId });
        var brief = await rows.ReadSingleAsync<StartBrief>();
        return brief with { Photos = [.. await rows.ReadAsync<InputPhoto>()] };
    }
}
