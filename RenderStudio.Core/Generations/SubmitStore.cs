using Dapper;
using Npgsql;

namespace RenderStudio.Core.Generations;

/// <summary>What a submit reads and writes, inside its transaction.</summary>
public static class SubmitStore
{
    private const string RunningSql =
        "select id from generations where owner_id = @ownerId and finished_at is null order by created_at";

    private const string AddSql =
        """
        insert into generations (
            id, owner_id, render_id, mode, prompt, negative_prompt, room_type, style, aspect_ratio, quality, variants,
            seed, model, model_requested, max_wait_seconds, input1_id, input2_id, composed_prompt,
            composed_negative, template_version, credits_per_variant, expected_seconds, retried_from,
            palette, surface, stencil, min_region_mm, stencil_id)
        values (
            @id, @ownerId, @renderId, @mode, @prompt, @negativePrompt, @roomType, @style, @aspectRatio, @quality,
            @variants, @seed, @model, @modelRequested, @maxWaitSeconds, @input1Id, @input2Id, @composedPrompt,
            @composedNegative, @templateVersion, @creditsPerVariant, @expectedSeconds, @retriedFrom,
            @palette::jsonb, @surface::jsonb, @stencil, @minRegionMm, @stencilId)
        returning created_at
        """;

    private const string AddPredictionsSql =
        """
        insert into predictions (id, generation_id, ordinal, first_index, variant_count)
        select id, @generationId, ordinal, first_index, variant_count
        from unnest(@ids::uuid[], @ordinals::int[], @firstIndexes::int[], @variantCounts::int[])
            as wanted (id, ordinal, first_index, variant_count)
        """;

    private const string KeepSql =
        "select true from generations where id = @id and owner_id = @ownerId for key share";

    /// <summary>
    /// Locks the repeated generation as the foreign key will, but first of all: workers lock generations before
    /// accounts, and a submit that came to it last could meet them head-on. False when it is gone.
    /// </summary>
    public static Task<bool> KeepRetriedAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(KeepSql, new { id, ownerId });

    /// <summary>
    /// The owner's generations under way, oldest first. The account is locked, so no submit runs beside this.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> RunningAsync(NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<Guid>(RunningSql, new { ownerId })];

    /// <returns>When it was created, by Postgres' clock.</returns>
    public static Task<DateTime> AddAsync(NpgsqlConnection connection, NewGeneration generation) =>
        connection.ExecuteScalarAsync<DateTime>(AddSql, generation);

    public static Task AddPredictionsAsync(
        NpgsqlConnection connection, Guid generationId, IReadOnlyList<PredictionRange> ranges) =>
        connection.ExecuteAsync(AddPredictionsSql, new
        {
            generationId,
            ids = ranges.Select(range => range.Id).ToArray(),
            ordinals = ranges.Select(range => range.Ordinal).ToArray(),
            firstIndexes = ranges.Select(range => range.FirstIndex).ToArray(),
            variantCounts = ranges.Select(range => range.Count).ToArray(),
        });
}

public sealed record NewGeneration(
    Guid Id, Guid OwnerId, Guid RenderId, string Mode, string? Prompt, string? NegativePrompt, string? RoomType,
    string? Style, string AspectRatio, string Quality, int Variants, long? Seed, string Model, bool ModelRequested,
    int? MaxWaitSeconds, Guid? Input1Id, Guid? Input2Id, string ComposedPrompt, string ComposedNegative,
    string TemplateVersion, int CreditsPerVariant, int ExpectedSeconds, Guid? RetriedFrom,
    string? Palette = null, string? Surface = null, string? Stencil = null, int? MinRegionMm = null,
    Guid? StencilId = null);
