using Dapper;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Records the results of tries. Each write names the lease and the number of the try; a worker that lost its lease
/// changes nothing, and its delivery is sent again.
/// </summary>
public sealed class DeliveryOutcomeStore(StudioDatabase database, DeliveryMetrics metrics)
{
    // Both statements update the endpoint first, so that all transactions lock it before its deliveries.
    private const string SucceedSql =
        """
        with endpoint as (
            update webhook_endpoints set failing_since = null, quick = @isQuick
            where id = @endpointId and lease_token = @token
            returning id)
        update deliveries set status = 'succeeded', finished_at = clock_timestamp(), response_status = @status,
            response_body = @body, error = null
        where id = @id and attempts = @attempts and status = 'pending' and exists (select from endpoint)
        """;

    /// <param name="isQuick">Whether the answer came quickly.</param>
    public async Task SucceedAsync(
        EndpointLease lease, ClaimedDelivery delivery, DeliveryResponse response, bool isQuick)
    {
        metrics.Tried(response);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(SucceedSql, new
        {
            lease.EndpointId,
            lease.Token,
            isQuick,
            delivery.Id,
            delivery.Attempts,
            response.Status,
            response.Body,
        });
    }

    private const string FailSql =
        """
        with endpoint as (
            update webhook_endpoints set failing_since = coalesce(failing_since, clock_timestamp()), quick = false
            where id = @endpointId and lease_token = @token
            returning id, failing_since)
        update deliveries d set status = case when @isLast then 'failed' else 'pending' end,
            finished_at = case when @isLast then clock_timestamp() end,
            next_try_at = clock_timestamp() + make_interval(secs => @wait), response_status = @status,
            response_body = @body, error = @error
        from endpoint e
        where d.id = @id and d.attempts = @attempts and d.status = 'pending' and d.endpoint_id = e.id
        returning extract(epoch from clock_timestamp() - e.failing_since)::float8
        """;

    /// <param name="wait">Time until the next try; null when this was the last one.</param>
    /// <returns>How long the endpoint has had nothing but failures; null when nothing was written.</returns>
    public async Task<TimeSpan?> FailAsync(
        EndpointLease lease, ClaimedDelivery delivery, DeliveryResponse response, TimeSpan? wait)
    {
        metrics.Tried(response);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var seconds = await connection.QuerySingleOrDefaultAsync<double?>(FailSql, new
        {
            lease.EndpointId,
            lease.Token,
            delivery.Id,
            delivery.Attempts,
            isLast = wait is null,
            wait = wait?.TotalSeconds ?? 0,
            response.Status,
            response.Body,
            response.Error,
        });
        return seconds is { } failing ? TimeSpan.FromSeconds(failing) : null;
    }

    private const string DisableSql =
        """
        update webhook_endpoints set disabled_at = clock_timestamp(), disabled_reason = @reason
        where id = @endpointId and lease_token = @token and disabled_at is null
        """;

    /// <summary>Disables the endpoint, ends its pending deliveries and reports it to the owner's others.</summary>
    /// <param name="reason"><c>failures</c> or <c>gone</c>.</param>
    /// <returns>The other endpoints that have a delivery now.</returns>
    public Task<IReadOnlyList<Guid>> DisableAsync(EndpointLease lease, string reason) =>
        database.InTransactionAsync<IReadOnlyList<Guid>>(async connection =>
        {
            if (await connection.ExecuteAsync(DisableSql, new { lease.EndpointId, lease.Token, reason }) == 0)
                return [];
            await EndpointStore.EndPendingAsync(connection, lease.EndpointId);
            return await OutboxStore.EndpointDisabledAsync(connection, lease.EndpointId);
        }, CancellationToken.None);
}
