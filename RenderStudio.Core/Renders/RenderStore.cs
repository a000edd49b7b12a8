using Dapper;
using Npgsql;

namespace RenderStudio.Core.Renders;

/// <summary>Reads renders for their owners. A render of another owner is treated as not found.</summary>
internal static class RenderStore
{
    // PostgreSQL plans this statement with the parameter values, so a null filter costs nothing and each filter
    // uses its index. The page is materialized before its covers are joined; otherwise, for a large library, the plan
    // joins the covers of all renders.
    private const string PageSql =
        $"""
        with page as materialized (
            select id, generation_id, title, mode, room_type, style, is_public, favorite, variant_count, cover_index,
                created_at, deleted_at
            from renders
            where owner_id = @ownerId
                and ((not @deleted and deleted_at is null)
                    or (@deleted and deleted_at is not null
                        and deleted_at > now() - interval '{RenderLifeStore.RestoreTime}'))
                and (@mode::text is null or mode = @mode)
                and (@roomType::text is null or room_type = @roomType)
                and (@style::text is null or style = @style)
                and (@words::text is null
                    or (words @@ websearch_to_tsquery('simple', @words) and words_looked_at(words)))
                and (@isPublic::boolean is null or is_public = @isPublic)
                and (@favorite::boolean is null or favorite = @favorite)
                and (@from::timestamptz is null or created_at >= @from)
                and (@to::timestamptz is null or created_at < @to)
                and (@beforeAt::timestamptz is null or (created_at, id) < (@beforeAt, @beforeId::uuid))
            order by created_at desc, id desc
            limit @count)
        select r.id, r.generation_id, r.title, r.mode, r.room_type, r.style, r.is_public, r.favorite, r.variant_count,
            r.created_at, r.deleted_at,
            whole.path, whole.name, whole.sha256, small.path as thumbnail_path, small.name as thumbnail_name,
            small.sha256 as thumbnail_sha256, whole.width, whole.height, v.placeholder
        from page r
        join variants v on v.render_id = r.id and v.index = r.cover_index
        join variant_files whole on whole.render_id = r.id and whole.name = r.cover_index || '.webp'
        left join variant_files small on small.render_id = r.id and small.name = r.cover_index || '_thumb.webp'
        order by r.created_at desc, r.id desc
        """;

    private const string FindSql =
        """
        select r.id, r.generation_id, r.title, r.mode, r.room_type, r.style, g.prompt, g.negative_prompt,
            g.composed_prompt, g.aspect_ratio, g.quality, g.model,
            coalesce(g.seed, (select p.seed + coalesce(u.attempt, greatest(p.attempt, 1)) - 1
                from predictions p
                left join upstream_runs u on u.prediction_id = p.id and u.disposition = 'delivered'
                where p.generation_id = g.id and p.ordinal = 0 limit 1)) as seed,
            (select coalesce(sum(credits), 0)::int from credit_entries c
                where c.generation_id = g.id and c.kind = 'settle') as credits,
            r.is_public, r.favorite, r.cover_index, r.created_at
        from renders r
        join generations g on g.id = r.generation_id
        where r.id = @id and r.owner_id = @ownerId and r.deleted_at is null
        """;

    private const string InputsSql =
        """
        select a.id, a.path, a.sha256, a.width, a.height, a.is_public, a.deleted_at is not null as deleted
        from generations g
        join assets a on a.id in (g.input1_id, g.input2_id)
        where g.id = @generationId
        order by a.id = g.input2_id
        """;

    private const string ChangeSql =
        """
        update renders set title = case when @hasTitle then @title else title end,
            favorite = coalesce(@favorite, favorite), cover_index = coalesce(@coverIndex::int, cover_index),
            cover_chosen = cover_chosen or @coverIndex::int is not null
        where id = @id
            and (@coverIndex::int is null
                or exists (select from variants where render_id = @id and index = @coverIndex))
        """;

    /// <param name="complete">Adds the cover to each render.</param>
    public static async Task<IReadOnlyList<RenderSummary>> PageAsync(
        NpgsqlConnection connection, RenderFilter filter, Func<RenderSummary, CoverRow, RenderSummary> complete) =>
        [.. await connection.QueryAsync(PageSql, complete, filter, splitOn: "path")];

    /// <returns>The render without variants, inputs and timeline; null when it does not exist or belongs to another
    /// owner.</returns>
    public static Task<RenderView?> FindAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<RenderView>(FindSql, new { id, ownerId });

    /// <param name="title">The cleaned title; used if the change has a title, and null removes it.</param>
    /// <returns>False when the render has no variant with the cover index.</returns>
    public static async Task<bool> ChangeAsync(
        NpgsqlConnection connection, Guid id, RenderChange change, string? title) =>
        await connection.ExecuteAsync(ChangeSql, new
        {
            id,
            hasTitle = change.Title is not null,
            title,
            change.Favorite,
            coverIndex = (int?)change.CoverIndex,
        }) == 1;

    /// <summary>The input photos of the generation, in the order of the request.</summary>
    public static async Task<IReadOnlyList<InputRow>> InputsAsync(NpgsqlConnection connection, Guid generationId) =>
        [.. await connection.QueryAsync<InputRow>(InputsSql, new { generationId })];
}

internal sealed record CoverRow
{
    public required string Path { get; init; }

    /// <summary>Public name.</summary>
    public required string Name { get; init; }

    public required string Sha256 { get; init; }

    public string? ThumbnailPath { get; init; }

    public string? ThumbnailName { get; init; }

    public string? ThumbnailSha256 { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required string Placeholder { get; init; }
}

internal sealed record InputRow
{
    public required Guid Id { get; init; }

    public required string Path { get; init; }

    public required string Sha256 { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required bool IsPublic { get; init; }

    public required bool Deleted { get; init; }
}
