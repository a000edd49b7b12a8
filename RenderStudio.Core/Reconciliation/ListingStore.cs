using Dapper;
using RenderStudio.Core.Database;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <param name="From">All runs created before this time have been listed.</param>
/// <param name="Now">The time when the listing begins, by PostgreSQL's clock.</param>
public sealed record ListingWindow(DateTime From, DateTime Now);

/// <param name="Ended">Whether the end of the run is recorded.</param>
public sealed record KnownRun(string UpstreamId, bool Ended);

/// <summary>A listed run that could not be read or applied.</summary>
public sealed record ListingError(string Key, string Reason, DateTimeOffset? CreatedAt);

/// <summary>Stores up to which time Replicate's list has been read completely, and the errors of listings.</summary>
public sealed class ListingStore(StudioDatabase database)
{
    private const string WindowSql =
        """select complete_upto as "From", clock_timestamp() as "Now" from upstream_listing""";

    public async Task<ListingWindow> WindowAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<ListingWindow>(WindowSql);
    }

    private const string CompletedSql =
        "update upstream_listing set complete_upto = greatest(complete_upto, @upto)";

    public async Task CompletedAsync(DateTime upto, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await connection.ExecuteAsync(CompletedSql, new { upto });
    }

    private const string KnownSql =
        """
        select upstream_id, disposition not in ('open', 'cancel')
            or coalesce(upstream_status in ('succeeded', 'failed', 'canceled', 'aborted'), false) as ended
        from upstream_runs where upstream_id = any(@ids)
        """;

    /// <returns>The recorded runs among these, by id.</returns>
    public async Task<IReadOnlyDictionary<string, KnownRun>> KnownAsync(string[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
            return new Dictionary<string, KnownRun>();
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<KnownRun>(KnownSql, new { ids })).ToDictionary(run => run.UpstreamId);
    }

    // A start fails after an hour, so a run that is older or has been listed for longer belongs to no current start.
    private const string RecordErrorsSql =
        """
        with recorded as (
            insert into listing_troubles (key, reason, created_at)
            select * from unnest(@keys::text[], @reasons::text[], @created::timestamptz[])
            on conflict (key) do update set times = listing_troubles.times + 1
            returning least(seen_at, created_at) as since)
        select count(*)::int from recorded where since > clock_timestamp() - interval '2 hours'
        """;

    /// <summary>Records the errors.</summary>
    /// <returns>Number of errors whose run may still belong to a start.</returns>
    public async Task<int> RecordErrorsAsync(IReadOnlyCollection<ListingError> errors, CancellationToken ct)
    {
        if (errors.Count == 0)
            return 0;
        // Sorted by key, so that two concurrent rounds do not deadlock.
        var rows = errors.DistinctBy(one => one.Key).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(RecordErrorsSql, new
        {
            keys = rows.Select(one => one.Key).ToArray(),
            reasons = rows.Select(one => one.Reason).ToArray(),
            created = rows.Select(one => one.CreatedAt?.UtcDateTime).ToArray(),
        });
    }

    // Attempt n sent the prediction's seed + n - 1.
    private const string BySeedSql =
        """
        select p.id as prediction_id, (@seed::bigint - p.seed + 1)::int as attempt
        from predictions p join generations g on g.id = p.generation_id
        where p.seed between @seed::bigint - 10000 and @seed::bigint and @seed::bigint - p.seed < p.attempt
            and g.seed is null and p.created_at > now() - interval '1 day'
        """;

    /// <returns>The prediction and attempt that sent this seed; null when none or more than one matches.</returns>
    public async Task<RunReference?> FindBySeedAsync(long seed, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var matches = (await connection.QueryAsync<RunReference>(BySeedSql, new { seed })).ToList();
        return matches.Count == 1 ? matches[0] : null;
    }
}
