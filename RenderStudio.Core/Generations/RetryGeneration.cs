using System.Text.Json;
using Dapper;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// The same wish once more, as a new generation that names the old one. It is judged and priced as of today.
/// </summary>
public sealed class RetryGeneration(StudioDatabase database, SubmitGeneration submit)
{
    private const string WishSql =
        """
        select mode, prompt, negative_prompt, room_type, style, aspect_ratio, quality, variants, seed,
            case when model_requested then model end as model, max_wait_seconds, input1_id, input2_id,
            palette::text as palette, surface::text as surface, stencil, min_region_mm,
            finished_at is not null as ended
        from generations where id = @id and owner_id = @ownerId
        """;

    /// <param name="key">Null when the owner does not mind a second one.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        Guid id, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        if (await FindAsync(id, caller.OwnerId, ct) is not { } wish)
            return GetGeneration.NotFound;
        return wish.Ended
            ? await submit.RunAsync(wish.ToRequest(id), caller, key, ct)
            : new Problem(ProblemCode.GenerationInFlight, $"Generation {id} is still under way.");
    }

    private async Task<RetriedWish?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<RetriedWish>(WishSql, new { id, ownerId });
    }
}

/// <summary>What was asked for, with the owner's own choices only.</summary>
public sealed record RetriedWish
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
