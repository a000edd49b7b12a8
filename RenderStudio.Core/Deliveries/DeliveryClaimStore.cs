using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Deliveries;

/// <summary>An endpoint that a worker has for a while, so that it receives one delivery at a time.</summary>
/// <param name="IsQuick">Whether its last answer was a success that came quickly; also true for a new one.</param>
public sealed record EndpointLease(Guid EndpointId, Guid OwnerId, bool IsQuick, Guid Token);

/// <summary>A delivery whose next try has begun.</summary>
public sealed record ClaimedDelivery
{
    public required Guid Id { get; init; }

    public required Guid EndpointId { get; init; }

    public required Guid EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>JSON.</summary>
    public required string Data { get; init; }

    public required DateTime OccurredAt { get; init; }

    /// <summary>Number of this try, from 1.</summary>
    public required int Attempts { get; init; }

    public required string Url { get; init; }

    public required byte[] Secret { get; init; }

    /// <summary>Null when there is none or it has expired.</summary>
    public byte[]? PreviousSecret { get; init; }

    public required bool IsQuick { get; init; }
}

/// <summary>Claims endpoints and their due deliveries, by PostgreSQL's clock.</summary>
public sealed class DeliveryClaimStore(StudioDatabase database, IOptions<DeliveryOptions> options)
{
    private const string TakeSql =
        """
        update webhook_endpoints set lease_token = @token,
            lease_until = clock_timestamp() + make_interval(secs => @seconds)
        where id = @endpointId and disabled_at is null and coalesce(lease_until <= clock_timestamp(), true)
        returning id as endpoint_id, owner_id, quick as is_quick, lease_token as token
        """;

    /// <returns>Null when another worker has the endpoint, or it is disabled or deleted.</returns>
    public async Task<EndpointLease?> TakeAsync(Guid endpointId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<EndpointLease>(
            TakeSql, new { endpointId, token = Guid.NewGuid(), seconds = options.Value.LeaseSeconds });
    }

    // The try is counted before it begins, and the next one is scheduled in case this worker dies. The endpoint is
    // locked before the delivery, as everywhere.
    private const string NextSql =
        """
        with endpoint as (
            update webhook_endpoints set lease_until = clock_timestamp() + make_interval(secs => @seconds)
            where id = @endpointId and lease_token = @token and disabled_at is null
            returning id, url, quick, secret,
                case when previous_until > clock_timestamp() then previous_secret end as previous_secret)
        update deliveries d set attempts = d.attempts + 1, last_try_at = clock_timestamp(),
            next_try_at = clock_timestamp() + make_interval(secs => @seconds)
        from endpoint e
        where d.id = (
            select n.id from deliveries n
            where n.endpoint_id = e.id and n.status = 'pending' and n.next_try_at <= clock_timestamp()
                and n.attempts < @most
            order by n.next_try_at
            limit 1)
        returning d.id, d.endpoint_id, d.event_id, d.type, d.data::text as data, d.occurred_at, d.attempts, e.url,
            e.secret, e.previous_secret, e.quick as is_quick
        """;

    /// <summary>Begins the next try that is due, and renews the lease.</summary>
    /// <returns>Null when none is due or the lease was lost.</returns>
    public async Task<ClaimedDelivery?> NextAsync(EndpointLease lease, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ClaimedDelivery>(NextSql, new
        {
            lease.EndpointId,
            lease.Token,
            seconds = options.Value.LeaseSeconds,
            most = options.Value.MaxTries,
        });
    }

    private const string ReleaseSql =
        """
        update webhook_endpoints set lease_token = null, lease_until = null
        where id = @endpointId and lease_token = @token
        """;

    // A message that came while the lease was held did nothing, so that this is asked after the release.
    private const string AnyDueSql =
        """
        select exists (select from deliveries d join webhook_endpoints e on e.id = d.endpoint_id
            where e.id = @endpointId and e.disabled_at is null and d.status = 'pending' and d.attempts < @most
                and d.next_try_at <= clock_timestamp())
        """;

    /// <summary>Returns the lease.</summary>
    /// <returns>Whether the endpoint has further deliveries that are due.</returns>
    public async Task<bool> ReleaseAsync(EndpointLease lease)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(ReleaseSql, new { lease.EndpointId, lease.Token });
        return await connection.ExecuteScalarAsync<bool>(
            AnyDueSql, new { lease.EndpointId, most = options.Value.MaxTries });
    }
}
