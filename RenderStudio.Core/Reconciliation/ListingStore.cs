using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Reconciliation;

/// <param name="From">Up to here everything was listed before.</param>
/// <param name="Now">Postgres' clock as the listing begins.</param>
public sealed record ListingWindow(DateTime From, DateTime Now);

/// <param name="Ended">Its end is known to us.</param>
public sealed record KnownRun(string UpstreamId, bool Ended);

/// <summary>A listed run that could not be read or taken in.</summary>
public sealed record ListingTrouble(string Key, string Reason, DateTimeOffset? CreatedAt);

/// <summary>Remembers how far Replicate's list has been read without a gap.</summary>
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

    /// <returns>The runs among these that we know, by id.</returns>
    public async Task<IReadOnlyDictionary<string, KnownRun>> KnownAsync(string[] ids, CancellationToken ct)
    {
        if (ids.Length == 0)
            return new Dictionary<string, KnownRun>();
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<KnownRun>(KnownSql, new { ids })).ToDictionary(run => run.UpstreamId);
    }

    // A start is given up after an hour: a run that is older, or has been in the list for longer, changes nothing.
    private const string TroublesSql =
        """
        with told as (
            insert into listing_troubles (key, reason, created_at)
            select * from unnest(@keys::text[], @reasons::text[], @created::timestamptz[])
            on conflict (key) do update set times = listing_troubles.times + 1
            returning least(seen_at, created_at) as since)
        select count(*)::int from told where since > clock_timestamp() - interval '2 hours'
        """;

    /// <summary>Records them.</summary>
    /// <returns>How many of them may still matter to a start.</returns>
    public async Task<int> TroublesAsync(IReadOnlyCollection<ListingTrouble> troubles, CancellationToken ct)
    {
        if (troubles.Count == 0)
            return 0;
        // In one order, so that two rounds at once do not wait for each other.
        var told = troubles.DistinctBy(one => one.Key).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(TroublesSql, new
        {
            keys = told.Select(one => one.Key).ToArray(),
            reasons = told.Select(one => one.Reason).ToArray(),
            created = told.Select(one => one.CreatedAt?.UtcDateTime).ToArray(),
        });
    }
}
