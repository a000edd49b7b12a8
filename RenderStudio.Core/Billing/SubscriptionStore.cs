using Dapper;
using Npgsql;

namespace RenderStudio.Core.Billing;

/// <summary>The state of a subscription as one event tells it.</summary>
public sealed record SubscriptionState
{
    public required string Id { get; init; }

    public Guid OwnerId { get; init; }

    /// <summary>Null when its price is not in our table.</summary>
    public required string? Plan { get; init; }

    public required string Status { get; init; }

    public required DateTime PeriodStarts { get; init; }

    public required DateTime PeriodEnds { get; init; }

    /// <summary>When the event was created, in whole seconds.</summary>
    public required DateTime Version { get; init; }

    public required string EventId { get; init; }

    public bool IsActive => Status is "active" or "trialing";
}

internal static class SubscriptionStore
{
    // An ended subscription never starts again. Of two events of the same second, the later period and then the higher
    // event id win, so that the result is the same in any order.
    private const string AdvanceSql =
        """
        insert into billing_subscriptions as s (id, owner_id, plan, status, period_ends, version, event_id)
        values (@id, @ownerId, @plan, @status, @periodEnds, @version, @eventId)
        on conflict (id) do update set plan = excluded.plan, status = excluded.status,
            period_ends = excluded.period_ends, version = excluded.version, event_id = excluded.event_id
        where s.owner_id = excluded.owner_id and s.status not in ('canceled', 'incomplete_expired')
            and (excluded.status in ('canceled', 'incomplete_expired')
                or (excluded.version, excluded.period_ends, excluded.event_id) > (s.version, s.period_ends, s.event_id))
        """;

    private const string ExistsSql =
        """
        select exists (select from billing_subscriptions
            where owner_id = @ownerId and status not in ('canceled', 'incomplete', 'incomplete_expired'))
        """;

    /// <returns>False when a newer state is known.</returns>
    public static async Task<bool> AdvanceAsync(NpgsqlConnection connection, SubscriptionState state) =>
        await connection.ExecuteAsync(AdvanceSql, state) == 1;

    /// <summary>Whether the owner has a subscription that has begun and not ended.</summary>
    public static Task<bool> ExistsAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteScalarAsync<bool>(ExistsSql, new { ownerId });
}
