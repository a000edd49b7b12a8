using Dapper;
using Npgsql;
using RenderStudio.Core.Renders.Search;

namespace RenderStudio.Core.Renders;

/// <summary>Reads renders for their owners. A render of another owner is treated as not found.</summary>
internal static class RenderStore
{
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
            words = case when @hasTitle then @words::tsvector else words end,
            words_version = case when @hasTitle then @version else words_version end,
            favorite = coalesce(@favorite, favorite), cover_index = coalesce(@coverIndex::int, cover_index),
            cover_chosen = cover_chosen or @coverIndex::int is not null
        where id = @id
            and (@coverIndex::int is null
                or exists (select from variants where render_id = @id and index = @coverIndex))
        """;

    /// <returns>The render without variants, inputs and timeline; null when it does not exist or belongs to another
    /// owner.</returns>
    public static Task<RenderView?> FindAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<RenderView>(FindSql, new { id, ownerId });

    /// <param name="title">The cleaned title; used if the change has a title, and null removes it.</param>
    /// <returns>False when the render has no variant with the cover index.</returns>
    public static async Task<bool> ChangeAsync(
        NpgsqlConnection connection, RenderView render, RenderChange change, string? title) =>
        await connection.ExecuteAsync(ChangeSql, new
        {
            render.Id,
            hasTitle = change.Title is not null,
            title,
            words = SearchWords.Of(title, render.Prompt),
            SearchWords.Version,
            change.Favorite,
            coverIndex = (int?)change.CoverIndex,
        }) == 1;

    /// <summary>The input photos of the generation, in the order of the request.</summary>
    public static async Task<IReadOnlyList<InputRow>> InputsAsync(NpgsqlConnection connection, Guid generationId) =>
        [.. await connection.QueryAsync<InputRow>(InputsSql, new { generationId })];
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
