using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

internal static class AccountStore
{
    // Of several plans at the same time, the best one has effect.
    private const string LockSql =
        """
        select coalesce(subscribed.plan, o.plan) as plan, a.balance, a.purchased, a.period_ends, a.period_cause,
            a.period_credits, a.stored_bytes, a.stored_files, subscribed.ends_at as subscribed_until,
            paid.plan as paid_plan, paid.starts_at as paid_from, paid.ends_at as paid_until
        from accounts a join owners o on o.id = a.owner_id
        left join lateral (
            select plan, ends_at from plan_periods
            where owner_id = a.owner_id and starts_at <= @now and ends_at > @now
                and array_position(@ranks::text[], plan) >= coalesce(array_position(@ranks::text[], o.plan), 0)
            order by array_position(@ranks::text[], plan) desc, ends_at desc limit 1) subscribed on true
        left join lateral (
            select plan, starts_at, ends_at from plan_periods
            where owner_id = a.owner_id and starts_at <= @now and ends_at > @now and is_paid
                and array_position(@ranks::text[], plan) >= coalesce(array_position(@ranks::text[], o.plan), 0)
            order by array_position(@ranks::text[], plan) desc, starts_at limit 1) paid on true
        where a.owner_id = @ownerId
        for update of a
        """;

    private const string OpenSql = "insert into accounts (owner_id) values (@ownerId) on conflict do nothing";

    private const string RenewSql =
        """
        update accounts set period_ends = @periodEnds, period_cause = @cause, period_credits = @credits
        where owner_id = @ownerId
        """;

    // Upgrades within the month count the credits of the running paid periods.
    private const string EndPeriodSql =
        """
        update accounts set period_credits = greatest(period_credits - @credits, 0)
        where owner_id = @ownerId and period_credits is not null and exists (
            select from plan_periods where source = @source and starts_at <= @now and ends_at > @now)
        """;

    // Compares positions in the ledger, not times, so that a hold of an earlier month does not count. What an erased
    // owner still holds is always released. Purchased credits of a generation do not count: the sum of the column over
    // its entries is minus the purchased credits that it used.
    private const string UsedSql =
        """
        select coalesce(sum(used.credits), 0)::int
        from (
            select greatest(sum(case e.kind when 'settle' then e.credits else 0 end + e.purchased), 0) as credits
            from credit_entries g
            join credit_entries h on h.owner_id = g.owner_id and h.kind = 'hold' and h.id > g.id
            join credit_entries e on e.owner_id = h.owner_id and e.generation_id = h.generation_id
            where g.owner_id = any(@ownerIds) and g.cause = @cause
            group by h.id) used
        """;

    /// <summary>Credits that do not come from purchases, held after the grant with this cause and used.</summary>
    public static async Task<int> UsedAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ownerIds, string cause) =>
        ownerIds.Count == 0 ? 0 : await connection.ExecuteScalarAsync<int>(UsedSql, new { ownerIds, cause });

    /// <summary>Locks the account until the transaction ends. Creates the account when the owner has none.</summary>
    /// <param name="now">Selects the plan periods that have effect.</param>
    public static async Task<AccountRow> LockAsync(NpgsqlConnection connection, Guid ownerId, DateTime now)
    {
        var args = new { ownerId, now, ranks = PlansOptions.Ranks };
        if (await connection.QuerySingleOrDefaultAsync<AccountRow>(LockSql, args) is { } account)
            return account;
        await connection.ExecuteAsync(OpenSql, new { ownerId });
        return await connection.QuerySingleAsync<AccountRow>(LockSql, args);
    }

    /// <summary>Before a paid period is removed: what it granted no longer counts, if it is running.</summary>
    public static Task EndPeriodAsync(
        NpgsqlConnection connection, Guid ownerId, string source, int credits, DateTime now) =>
        connection.ExecuteAsync(EndPeriodSql, new { ownerId, source, credits, now });

    /// <param name="credits">The monthly credits of a paid plan; null in a calendar month.</param>
    public static Task RenewAsync(
        NpgsqlConnection connection, Guid ownerId, DateTime periodEnds, string cause, int? credits) =>
        connection.ExecuteAsync(RenewSql, new { ownerId, periodEnds, cause, credits });
}

internal sealed record AccountRow
{
    /// <summary>The plan whose limits apply now.</summary>
    public required string Plan { get; init; }

    public required int Balance { get; init; }

    /// <summary>The part of the balance that does not expire.</summary>
    public required int Purchased { get; init; }

    /// <summary>Null before the first grant.</summary>
    public DateTime? PeriodEnds { get; init; }

    public string? PeriodCause { get; init; }

    /// <summary>
    /// The credits of a paid month, less those of payments that went back; null in a calendar month.
    /// </summary>
    public int? PeriodCredits { get; init; }

    /// <summary>Bytes of the files that the owner keeps, counted by triggers.</summary>
    public required long StoredBytes { get; init; }

    public required long StoredFiles { get; init; }

    /// <summary>When the period of a subscription ends, paid or not; null without one.</summary>
    public DateTime? SubscribedUntil { get; init; }

    /// <summary>The paid plan now; null without one, and so are its times.</summary>
    public string? PaidPlan { get; init; }

    public DateTime? PaidFrom { get; init; }

    public DateTime? PaidUntil { get; init; }
}
