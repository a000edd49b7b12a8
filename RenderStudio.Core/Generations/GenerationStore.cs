using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>Reads generations for their owners: a foreign one is as good as none.</summary>
public static class GenerationStore
{
    private const string Quiet =
        """
        g.finished_at is null and e.at <= clock_timestamp() - make_interval(secs => @quiet)
            and (g.checked_at is null or g.checked_at <= clock_timestamp() - make_interval(secs => @again))
        """;

    private const string LastEvent =
        """
        left join lateral (
            select seq, detail, at from generation_events where generation_id = g.id order by seq desc limit 1) e on true
        """;

    private const string FindSql =
        $"""
        select g.id, g.status, g.mode, g.prompt, g.negative_prompt, g.room_type, g.style, g.aspect_ratio, g.quality,
            g.variants as requested, g.seed, g.model, g.max_wait_seconds, g.input1_id as input1, g.input2_id as input2,
            g.delivered, r.id as render_id, g.retried_from, g.created_at, g.finished_at, g.canceled_at,
            g.stencil, g.min_region_mm,
            e.seq, e.detail, g.expected_seconds, g.failure_code, g.palette::text as palette, g.surface::text as surface,
            s.path as stencil_path, coalesce(s.is_public, false) as stencil_is_public,
            coalesce(r.is_public, false) as is_public, coalesce(r.variant_count, 0) as shown,
            {Quiet} as quiet
        from generations g
        left join renders r on r.generation_id = g.id and r.deleted_at is null
        left join assets s on s.id = g.stencil_id and s.deleted_at is null
        {LastEvent}
        where g.id = @id and g.owner_id = @ownerId
        """;

    private const string PageSql =
        """
        select g.id, g.status, g.mode, g.prompt, g.room_type, g.style, g.variants as requested, g.delivered,
            r.id as render_id, g.created_at, g.finished_at
        from generations g
        left join renders r on r.generation_id = g.id and r.deleted_at is null
        where g.owner_id = @ownerId
            and (@status::text is null or g.status = @status)
            and (@mode::text is null or g.mode = @mode)
            and (@beforeAt::timestamptz is null or (g.created_at, g.id) < (@beforeAt, @beforeId::uuid))
        order by g.created_at desc, g.id desc
        limit @count
        """;

    private const string OwnsSql = "select exists (select from generations where id = @id and owner_id = @ownerId)";

    // One statement has one snapshot: a generation that has ended comes with its last event.
    private const string NewsSql =
        $"""
        select g.id, g.owner_id, g.finished_at is not null as ended, {Quiet} as quiet,
            n.seq, n.at, n.stage, n.code, n.detail
        from unnest(@ids::uuid[], @seen::integer[]) as watched (id, seen)
        join generations g on g.id = watched.id
        {LastEvent}
        left join lateral (
            select seq, at, stage, code, detail from generation_events
            where generation_id = g.id and seq > watched.seen
            order by seq) n on true
        order by n.seq
        """;

    /// <returns>Null when it does not exist or is somebody else's.</returns>
    public static async Task<GenerationState?> FindAsync(
        NpgsqlConnection connection, Guid id, Guid ownerId, GenerationOptions options) =>
        (await connection.QueryAsync<GenerationView, GenerationState, GenerationState>(
            FindSql, (view, state) => state with { View = view },
            new { id, ownerId, quiet = options.CheckHintAfterSeconds, again = options.CheckHintIntervalSeconds }, splitOn: "seq"))
        .SingleOrDefault();

    public static async Task<IReadOnlyList<GenerationSummary>> PageAsync(
        NpgsqlConnection connection, GenerationFilter filter) =>
        [.. await connection.QueryAsync<GenerationSummary>(PageSql, filter)];

    public static Task<bool> OwnsAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(OwnsSql, new { id, ownerId });

    /// <summary>What is new in many generations, whoever owns them; those that do not exist are missing.</summary>
    /// <param name="seen">The last <c>seq</c> that is known of each.</param>
    public static async Task<IReadOnlyList<GenerationNews>> NewsAsync(
        NpgsqlConnection connection, Guid[] ids, int[] seen, GenerationOptions options) =>
        [.. (await connection.QueryAsync<GenerationNews, GenerationEvent?, (GenerationNews News, GenerationEvent? Event)>(
            NewsSql, (news, item) => (news, item),
            new { ids, seen, quiet = options.CheckHintAfterSeconds, again = options.CheckHintIntervalSeconds }, splitOn: "seq"))
            .GroupBy(row => row.News.Id)
            .Select(rows => rows.First().News with
            {
                Events = [.. rows.Select(row => row.Event).OfType<GenerationEvent>()],
            })];
}

public sealed record GenerationNews
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>No event follows these.</summary>
    public required bool Ended { get; init; }

    /// <summary>Under way, without news for a while, and no check hint was sent.</summary>
    public required bool Quiet { get; init; }

    public IReadOnlyList<GenerationEvent> Events { get; init; } = [];
}
