using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;

namespace RenderStudio.Core.Generations;

/// <summary>Reads and writes the rows of a submit, in the submit's transaction.</summary>
internal static class SubmitStore
{
    /// <summary>
    /// The columns of <c>generations g</c> that contain a field of the request under the field's name. A retry and the
    /// view of a generation read them.
    /// </summary>
    public const string RequestColumns =
        """
        g.mode, g.prompt, g.negative_prompt, g.room_type, g.style, g.aspect_ratio, g.quality, g.seed,
        g.max_wait_seconds, g.stencil, g.min_region_mm
        """;

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
    public static Task<DateTime> AddAsync(NpgsqlConnection connection, NewGeneration generation)
    {
        var spec = generation.Specification;
        return connection.ExecuteScalarAsync<DateTime>(AddSql, new
        {
            generation.Id,
            generation.OwnerId,
            renderId = Guid.CreateVersion7(),
            spec.Mode,
            spec.Prompt,
            spec.NegativePrompt,
            spec.RoomType,
            spec.Style,
            spec.AspectRatio,
            spec.Quality,
            spec.Variants,
            spec.Seed,
            model = spec.Model.Id,
            spec.ModelRequested,
            spec.MaxWaitSeconds,
            input1Id = generation.Photos.Input1,
            input2Id = generation.Photos.Input2,
            composedPrompt = generation.Composed.Prompt,
            composedNegative = generation.Composed.Negative,
            generation.Composed.TemplateVersion,
            spec.Model.CreditsPerVariant,
            spec.Model.ExpectedSeconds,
            generation.RetriedFrom,
            palette = spec.Inspire?.Palette.GetRawText(),
            surface = spec.Inspire?.Surface?.GetRawText(),
            stencil = spec.Inspire?.Stencil.Text(),
            minRegionMm = spec.Inspire?.MinRegionMm,
            stencilId = spec.Inspire is null ? null : (Guid?)Guid.CreateVersion7(),
        });
    }
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

/// <summary>A generation that a submit inserts.</summary>
internal sealed record NewGeneration
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public required Guid OwnerId { get; init; }

    public required GenerationSpecification Specification { get; init; }

    public required ComposedPrompt Composed { get; init; }

    public required StoredPhotos Photos { get; init; }

    /// <summary>Null when the generation is not a retry.</summary>
    public Guid? RetriedFrom { get; init; }
}
