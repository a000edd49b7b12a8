using Dapper;
using Npgsql;

namespace RenderStudio.Core.Renders;

/// <summary>Reads renders for their owners: a foreign one is as good as none.</summary>
public static class RenderStore
{
    private const string PageSql =
        """
        select r.id, r.generation_id, r.title, r.mode, r.room_type, r.style, r.prompt, r.is_public, r.favorite,
            r.variant_count, r.created_at,
            whole.path as cover_path, whole.width as cover_width, whole.height as cover_height,
            small.path as cover_thumbnail_path
        from renders r
        join variant_files whole on whole.render_id = r.id and whole.name = r.cover_index || '.webp'
        left join variant_files small on small.render_id = r.id and small.name = r.cover_index || '_thumb.webp'
        where r.owner_id = @ownerId and r.deleted_at is null
            and (@mode::text is null or r.mode = @mode)
            and (@roomType::text is null or r.room_type = @roomType)
            and (@style::text is null or r.style = @style)
            and (@isPublic::boolean is null or r.is_public = @isPublic)
            and (@favorite::boolean is null or r.favorite = @favorite)
            and (@beforeAt::timestamptz is null or (r.created_at, r.id) < (@beforeAt, @beforeId::uuid))
        order by r.created_at desc, r.id desc
        limit @count
        """;

    private const string FindSql =
        """
        select r.id, r.generation_id, r.title, r.mode, r.room_type, r.style, r.prompt, r.is_public, r.favorite,
            r.variant_count, r.created_at
        from renders r
        where r.id = @id and r.owner_id = @ownerId and r.deleted_at is null
        """;

    public static async Task<IReadOnlyList<RenderRow>> PageAsync(NpgsqlConnection connection, RenderFilter filter) =>
        [.. await connection.QueryAsync<RenderRow>(PageSql, filter)];

    /// <returns>Null when it does not exist or is somebody else's.</returns>
    public static Task<RenderRow?> FindAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<RenderRow>(FindSql, new { id, ownerId });
}

/// <summary>Which renders, from where on; null does not narrow.</summary>
public sealed record RenderFilter
{
    public required Guid OwnerId { get; init; }

    public string? Mode { get; init; }

    public string? RoomType { get; init; }

    public string? Style { get; init; }

    public bool? IsPublic { get; init; }

    public bool? Favorite { get; init; }

    public DateTime? BeforeAt { get; init; }

    public Guid? BeforeId { get; init; }

    public int Count { get; init; }
}
