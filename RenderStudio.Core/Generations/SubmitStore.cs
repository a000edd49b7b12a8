using Dapper;
using Npgsql;

namespace RenderStudio.Core.Generations;

/// <summary>Reads and writes the rows of a submit, in the submit's transaction.</summary>
internal static class SubmitStore
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
            as requested (id, ordinal, first_index, variant_count)
        """;

    private const string LockRetriedSql =
        "select true from generations where id = @id and owner_id = @ownerId for key share";

    /// <summary>
    /// Locks the retried generation in the mode of the foreign key check, before the account. Workers lock generations
    /// before accounts, so a later lock could cause a deadlock. Returns false when the generation no longer exists.
    /// </summary>
    public static Task<bool> LockRetriedAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(LockRetriedSql, new { id, ownerId });

    private const string UnfinishedRetrySql =
        """
        select g.id, g.mode, g.created_at, g.variants * g.credits_per_variant as held,
            array(select p.id from predictions p where p.generation_id = g.id order by p.ordinal) as prediction_ids
        from generations g
        where g.owner_id = @ownerId and g.retried_from = @id and g.finished_at is null
        order by g.created_at desc, g.id desc
        limit 1
        """;

    /// <summary>
    /// The newest unfinished retry of a generation. The caller has locked the account, so no submit of the owner runs
    /// concurrently.
    /// </summary>
    /// <returns>Null when no retry is unfinished.</returns>
    public static Task<UnfinishedRetry?> FindUnfinishedRetryAsync(
        NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<UnfinishedRetry>(UnfinishedRetrySql, new { id, ownerId });

    /// <summary>
    /// The owner's unfinished generations, oldest first. The caller has locked the account, so no submit of the owner
    /// runs concurrently.
    /// </summary>
    public static async Task<IReadOnlyList<Guid>> RunningAsync(NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<Guid>(RunningSql, new { ownerId })];

    /// <returns>The time of creation by the clock of PostgreSQL.</returns>
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

/// <summary>A generation that retries another one and has not ended.</summary>
internal sealed record UnfinishedRetry
{
    public required Guid Id { get; init; }

    public required string Mode { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Credits that it holds.</summary>
    public required int Held { get; init; }

    public required Guid[] PredictionIds { get; init; }

    public SubmittedGeneration ToSubmitted(int remaining) => new(Id, Mode, CreatedAt, Held, remaining, PredictionIds);
}

/// <summary>The row that a submit inserts into generations.</summary>
internal sealed record NewGeneration
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid RenderId { get; init; }

    public required string Mode { get; init; }

    public required string? Prompt { get; init; }

    public required string? NegativePrompt { get; init; }

    public required string? RoomType { get; init; }

    public required string? Style { get; init; }

    public required string AspectRatio { get; init; }

    public required string Quality { get; init; }

    public required int Variants { get; init; }

    public required long? Seed { get; init; }

    public required string Model { get; init; }

    /// <summary>Whether the request named the model; false for the default model.</summary>
    public required bool ModelRequested { get; init; }

    public required int? MaxWaitSeconds { get; init; }

    public required Guid? Input1Id { get; init; }

    public required Guid? Input2Id { get; init; }

    public required string ComposedPrompt { get; init; }

    public required string ComposedNegative { get; init; }

    public required string TemplateVersion { get; init; }

    public required int CreditsPerVariant { get; init; }

    public required int ExpectedSeconds { get; init; }

    public required Guid? RetriedFrom { get; init; }

    /// <summary>JSON; set only for inspire, as are the next four properties.</summary>
    public string? Palette { get; init; }

    /// <summary>JSON.</summary>
    public string? Surface { get; init; }

    public string? Stencil { get; init; }

    public int? MinRegionMm { get; init; }

    public Guid? StencilId { get; init; }
}
