using Dapper;
using Npgsql;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Generations;

/// <summary>Reads generations. A read for an owner does not find the generations of other owners.</summary>
internal static class GenerationStore
{
    private const string NeedsCheck =
        """
        g.finished_at is null and e.at <= clock_timestamp() - make_interval(secs => @hintAfter)
            and (g.checked_at is null or g.checked_at <= clock_timestamp() - make_interval(secs => @hintInterval))
        """;

    private const string LastEvent =
        """
        left join lateral (
            select seq, detail, at from generation_events
            where generation_id = g.id order by seq desc limit 1) e on true
        """;

    private const string FindSql =
        $"""
        select {SubmitStore.RequestColumns},
            g.id, g.status, g.variants as requested, g.model, g.input1_id as input1, g.input2_id as input2,
            g.delivered, r.id as render_id, g.retried_from, g.created_at, g.finished_at, g.canceled_at,
            e.seq, e.detail, g.expected_seconds, g.failure_code, g.palette::text as palette, g.surface::text as surface,
            s.path as stencil_path, s.id as stencil_id, s.sha256 as stencil_sha256,
            coalesce(s.is_public, false) as stencil_is_public,
            coalesce(r.is_public, false) as is_public, coalesce(r.variant_count, 0) as shown,
            {NeedsCheck} as needs_check
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

    // A single statement reads one snapshot, so a finished generation is returned together with its last event.
    private const string UpdatesSql =
        $"""
        select g.id, g.owner_id, g.finished_at is not null as ended, {NeedsCheck} as needs_check,
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

    /// <returns>Null when the owner has no generation with this id.</returns>
    public static async Task<GenerationState?> FindAsync(
        NpgsqlConnection connection, Guid id, Guid ownerId, GenerationOptions options) =>
        (await connection.QueryAsync<GenerationView, GenerationState, GenerationState>(
            FindSql, (view, state) => state with { View = view },
            new
            {
                id,
                ownerId,
                hintAfter = options.CheckHintAfterSeconds,
                hintInterval = options.CheckHintIntervalSeconds,
            },
            splitOn: "seq"))
        .SingleOrDefault();

    public static async Task<IReadOnlyList<GenerationSummary>> PageAsync(
        NpgsqlConnection connection, GenerationFilter filter) =>
        [.. await connection.QueryAsync<GenerationSummary>(PageSql, filter)];

    public static Task<bool> OwnsAsync(NpgsqlConnection connection, Guid id, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(OwnsSql, new { id, ownerId });

    /// <summary>
    /// The new timeline events of many generations, regardless of their owners. Generations that do not exist are
    /// missing from the result.
    /// </summary>
    /// <param name="seen">For each generation, the last <c>seq</c> that the caller has.</param>
    public static async Task<IReadOnlyList<GenerationUpdate>> UpdatesAsync(
        NpgsqlConnection connection, Guid[] ids, int[] seen, GenerationOptions options)
    {
        var rows = await connection.QueryAsync<GenerationUpdate, GenerationEvent?, GenerationUpdate>(
            UpdatesSql, (update, item) => item is null ? update : update with { Events = [item] },
            new
            {
                ids,
                seen,
                hintAfter = options.CheckHintAfterSeconds,
                hintInterval = options.CheckHintIntervalSeconds,
            },
            splitOn: "seq");
        return [.. rows.GroupBy(row => row.Id)
            .Select(group => group.First() with { Events = [.. group.SelectMany(row => row.Events)] })];
    }
}

/// <summary>The new timeline events of one generation.</summary>
internal sealed record GenerationUpdate
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>Whether the generation is finished, so that no further event follows.</summary>
    public required bool Ended { get; init; }

    /// <inheritdoc cref="GenerationState.NeedsCheck"/>
    public required bool NeedsCheck { get; init; }

    public IReadOnlyList<GenerationEvent> Events { get; init; } = [];
}
