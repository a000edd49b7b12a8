using Dapper;
using Npgsql;

namespace RenderStudio.Core.Renders;

/// <summary>Reads pages of an owner's library.</summary>
internal static class RenderListStore
{
    private const string Columns =
        """
        id, generation_id, title, mode, room_type, style, is_public, favorite, variant_count, cover_index, created_at,
            deleted_at
        """;

    // PostgreSQL plans the statements with the parameter values, so that a null filter costs nothing and each filter
    // uses its index.
    private const string Filter =
        $"""
        owner_id = @ownerId
                and ((not @deleted and deleted_at is null)
                    or (@deleted and deleted_at is not null
                        and deleted_at > now() - interval '{RenderLifeStore.RestoreTime}'))
                and (@mode::text is null or mode = @mode)
                and (@roomType::text is null or room_type = @roomType)
                and (@style::text is null or style = @style)
                and (@isPublic::boolean is null or is_public = @isPublic)
                and (@favorite::boolean is null or favorite = @favorite)
                and (@from::timestamptz is null or created_at >= @from)
                and (@to::timestamptz is null or created_at < @to)
                and (@beforeAt::timestamptz is null or (created_at, id) < (@beforeAt, @beforeId::uuid))
        """;

    // The page is materialized before its covers are joined; otherwise, for a large library, the plan joins the covers
    // of all renders.
    private const string Covers =
        """
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

    private const string PageSql =
        $"""
        with page as materialized (
            select {Columns} from renders
            where {Filter}
            order by created_at desc, id desc
            limit @count)
        {Covers}
        """;

    // Three ways to find the newest matches, each tried only if the former ones have not filled the page: the newest
    // 500 renders; the newest 2,000, if ten of the 500 match, which fills a page with a frequent word; and the index of
    // words, block by block from the newest, until the page is full. The planner could choose between them only by
    // estimates, which are wrong for words that never occur together: it would then read the whole library. OFFSET 0
    // keeps it from using another index. "indexed" has a limit without an order: a lateral join is a nested loop, which
    // keeps the order of the blocks, and an order would read all blocks before the first row.
    private const string SearchSql =
        $"""
        with newest as materialized (
            select id, created_at, words @@ @words::tsquery as found from renders
            where {Filter}
            order by created_at desc, id desc
            limit 500),
        further as materialized (
            select id from (
                select id, created_at, words @@ @words::tsquery as found from renders
                where {Filter}
                order by created_at desc, id desc
                limit 2000) as walked
            where found and (select count(*) from newest where found) between 10 and @count - 1
            order by created_at desc, id desc
            limit @count),
        oldest as (
            select created_at from renders
            where {Filter}
            order by created_at, id
            limit 1),
        indexed as materialized (
            select matches.id
            from generate_series(
                (select search_block(max(created_at)) from newest), (select search_block(created_at) from oldest), -1
            ) as block
            cross join lateral (
                select id from (
                    select * from renders
                    where search_keys(owner_id, created_at, words)
                        @@ replace(@keys, '~', search_prefix(@ownerId, block))::tsquery
                    offset 0) as renders
                where words @@ @words::tsquery and {Filter}
                order by created_at desc, id desc
                limit @count) as matches
            where greatest((select count(*) from newest where found), (select count(*) from further)) < @count
            limit @count),
        page as materialized (
            select {Columns} from renders
            where id in ((select id from newest where found order by created_at desc, id desc limit @count)
                union select id from further union select id from indexed)
            order by created_at desc, id desc
            limit @count)
        {Covers}
        """;

    /// <param name="filter">The words are the text of a <c>tsquery</c>.</param>
    /// <param name="complete">Adds the cover to each render.</param>
    public static async Task<IReadOnlyList<RenderSummary>> PageAsync(
        NpgsqlConnection connection, RenderFilter filter, Func<RenderSummary, CoverRow, RenderSummary> complete) =>
        [.. await connection.QueryAsync(
            filter.Words is null ? PageSql : SearchSql, complete, filter, splitOn: "path")];
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
