using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Reconciliation;

/// <param name="From">Up to here everything was listed before.</param>
/// <param name="Now">Postgres' clock as the listing begins.</param>
public sealed record ListingWindow(DateTime From, DateTime Now);

/// <param name="Ended">Its end is known to us.</param>
public sealed record KnownRun(string UpstreamId, bool Ended);

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
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<KnownRun>(KnownSql, new { ids })).ToDictionary(run => run.UpstreamId);
    }
}
