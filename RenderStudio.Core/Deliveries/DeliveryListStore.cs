using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Reads the deliveries of an owner's endpoint and schedules replays. Each statement names the owner.
/// </summary>
public sealed class DeliveryListStore(StudioDatabase database)
{
    private const string Columns =
        """
        d.id, d.event_id, d.type, d.data::text as data_text, d.occurred_at, d.status, d.attempts, d.last_try_at,
        case when d.status = 'pending' then d.next_try_at end as next_try_at, d.finished_at, d.response_status,
        d.response_body, d.error
        """;

    private const string PageSql =
        $"""
        select {Columns} from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
        where d.endpoint_id = @endpointId and e.owner_id = @ownerId and (@status::text is null or d.status = @status)
            and (@beforeAt::timestamptz is null or (d.occurred_at, d.id) < (@beforeAt, @beforeId::uuid))
        order by d.occurred_at desc, d.id desc
        limit @count
        """;

    /// <summary>Deliveries, the newest first.</summary>
    public async Task<IReadOnlyList<DeliveryView>> PageAsync(
        Guid endpointId, Guid ownerId, DeliveryFilter filter, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return [.. await connection.QueryAsync<DeliveryView>(PageSql, new
        {
            endpointId,
            ownerId,
            filter.Status,
            beforeAt = filter.After?.At,
            beforeId = filter.After?.Id,
            count = filter.Limit + 1,
        })];
    }

    private const string FindSql =
        $"""
        select {Columns} from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
        where d.id = @id and d.endpoint_id = @endpointId and e.owner_id = @ownerId
        """;

    /// <returns>Null when the owner's endpoint has no such delivery.</returns>
    public async Task<DeliveryView?> FindAsync(Guid id, Guid endpointId, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DeliveryView>(FindSql, new { id, endpointId, ownerId });
    }

    // A finished delivery has all its tries again; a pending one is only brought forward.
    private const string ReplaySql =
        $"""
        update deliveries d set status = 'pending', finished_at = null, next_try_at = clock_timestamp(),
            attempts = case when d.status = 'pending' then d.attempts else 0 end
        from webhook_endpoints e
        where d.id = @id and d.endpoint_id = @endpointId and e.id = d.endpoint_id and e.owner_id = @ownerId
            and e.disabled_at is null and (d.status = 'pending' or @most > (
                select count(*) from deliveries where endpoint_id = e.id and status = 'pending'))
        returning {Columns}
        """;

    /// <param name="most">Number of pending deliveries from which on a finished one is not sent again.</param>
    /// <returns>Null when nothing was scheduled.</returns>
    public async Task<DeliveryView?> ReplayAsync(
        Guid id, Guid endpointId, Guid ownerId, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DeliveryView>(
            ReplaySql, new { id, endpointId, ownerId, most });
    }
}

/// <param name="Status">Null for all.</param>
/// <param name="After">Null for the first page.</param>
public sealed record DeliveryFilter(string? Status, Keyset? After, int Limit);
