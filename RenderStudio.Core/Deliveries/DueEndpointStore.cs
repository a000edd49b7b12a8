using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>Finds endpoints with deliveries to send.</summary>
public sealed class DueEndpointStore(StudioDatabase database)
{
    private const int Batch = 1000;

    private const string OfGenerationSql =
        """
        select distinct endpoint_id from deliveries
        where generation_id = coalesce((select generation_id from predictions where id = @id), @id)
            and status = 'pending' and attempts = 0
        """;

    /// <param name="id">The id of a generation or of one of its predictions.</param>
    /// <returns>The endpoints with an event of the generation that no try has begun for.</returns>
    public async Task<IReadOnlyList<Guid>> OfGenerationAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(OfGenerationSql, new { id })];
    }

    // Uses now(), because an index is never searched for clock_timestamp(), which may differ from row to row.
    private const string OverdueSql =
        """
        select d.endpoint_id from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
        where d.status = 'pending' and d.next_try_at <= now() - make_interval(secs => @seconds)
            and e.disabled_at is null and coalesce(e.lease_until <= clock_timestamp(), true)
        group by d.endpoint_id
        order by min(d.next_try_at)
        limit @Batch
        """;

    /// <summary>The endpoints of which a delivery is overdue and that no worker has, the oldest first.</summary>
    /// <param name="seconds">How long a delivery must be due.</param>
    public async Task<IReadOnlyList<Guid>> OverdueAsync(double seconds, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(OverdueSql, new { seconds, Batch })];
    }

    private const string EndUsedUpSql =
        """
        update deliveries set status = 'failed', finished_at = clock_timestamp(), error = 'interrupted'
        where status = 'pending' and attempts >= @most and next_try_at <= now()
        """;

    /// <summary>Ends deliveries whose last try was interrupted, so that its result is unknown.</summary>
    /// <returns>Number of deliveries.</returns>
    public async Task<int> EndUsedUpAsync(int most, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteAsync(EndUsedUpSql, new { most });
    }
}
