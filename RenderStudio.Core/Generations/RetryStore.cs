using System.Text.Json;
using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>Reads the request of a generation for a retry.</summary>
public sealed class RetryStore(StudioDatabase database)
{
    private const string FindSql =
        """
        select mode, prompt, negative_prompt, room_type, style, aspect_ratio, quality, variants, seed,
            case when model_requested then model end as model, max_wait_seconds, input1_id, input2_id,
            palette::text as palette, surface::text as surface, stencil, min_region_mm,
            finished_at is not null as ended
        from generations where id = @id and owner_id = @ownerId
        """;

    /// <returns>Null when the owner has no generation with this id.</returns>
    public async Task<RetriedRequest?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<RetriedRequest>(FindSql, new { id, ownerId });
    }
}

/// <summary>
/// The request of a generation. A value that the owner did not choose, such as a default model, is null.
/// </summary>
public sealed record RetriedRequest
{
    public required string Mode { get; init; }
    public required string? Prompt { get; init; }
    public required string? NegativePrompt { get; init; }
    public required string? RoomType { get; init; }
    public required string? Style { get; init; }
    public required string AspectRatio { get; init; }
    public required string Quality { get; init; }
    public required int Variants { get; init; }
    public required long? Seed { get; init; }
    public required string? Model { get; init; }
    public required int? MaxWaitSeconds { get; init; }
    public required Guid? Input1Id { get; init; }
    public required Guid? Input2Id { get; init; }
    public required string? Palette { get; init; }
    public required string? Surface { get; init; }
    public required string? Stencil { get; init; }
    public required int? MinRegionMm { get; init; }
    public required bool Ended { get; init; }

    public SubmitRequest ToRequest(Guid retriedFrom) => new()
    {
        Mode = Mode,
        Prompt = Prompt,
        NegativePrompt = NegativePrompt,
        RoomType = RoomType,
        Style = Style,
        AspectRatio = AspectRatio,
        Quality = Quality,
        Variants = Variants,
        Seed = Seed,
        Model = Model,
        MaxWaitSeconds = MaxWaitSeconds,
        Input1 = Input1Id is { } first ? new(first, default) : null,
        Input2 = Input2Id is { } second ? new(second, default) : null,
        Palette = Palette is null ? null : JsonElement.Parse(Palette),
        Surface = Surface is null ? null : JsonElement.Parse(Surface),
        Stencil = Stencil,
        MinRegionMm = Surface is null ? null : MinRegionMm,
        RetriedFrom = retriedFrom,
    };
}
