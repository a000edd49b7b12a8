using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

internal static class AccountStore
{
    private const string LockSql =
        """
        select o.plan, a.balance, a.period_ends
        from accounts a join owners o on o.id = a.owner_id
        where a.owner_id = @ownerId
        for update of a
        """;

    private const string OpenSql = "insert into accounts (owner_id) values (@ownerId) on conflict do nothing";

    private const string RenewSql = "update accounts set period_ends = @periodEnds where owner_id = @ownerId";

    // Compares positions in the ledger, not times, so that a hold of an earlier month does not count. What an erased
    // owner still holds is always released.
    private const string UsedSql =
        """
        select coalesce(sum(s.credits), 0)::int
        from credit_entries g
        join credit_entries h on h.owner_id = g.owner_id and h.kind = 'hold' and h.id > g.id
        join credit_entries s on s.owner_id = h.owner_id and s.generation_id = h.generation_id and s.kind = 'settle'
        where g.owner_id = any(@ownerIds) and g.cause = @cause
        """;

    /// <summary>Credits that these erased owners held after the grant with this cause and have used.</summary>
    public static async Task<int> UsedAsync(NpgsqlConnection connection, IReadOnlyList<Guid> ownerIds, string cause) =>
        ownerIds.Count == 0 ? 0 : await connection.ExecuteScalarAsync<int>(UsedSql, new { ownerIds, cause });

    /// <summary>Locks the account until the transaction ends. Creates the account when the owner has none.</summary>
    public static async Task<AccountRow> LockAsync(NpgsqlConnection connection, Guid ownerId)
    {
        if (await connection.QuerySingleOrDefaultAsync<AccountRow>(LockSql, new { ownerId }) is { } account)
            return account;
        await connection.ExecuteAsync(OpenSql, new { ownerId });
        return await connection.QuerySingleAsync<AccountRow>(LockSql, new { ownerId });
    }

    public static Task RenewAsync(NpgsqlConnection connection, Guid ownerId, DateTime periodEnds) =>
        connection.ExecuteAsync(RenewSql, new { ownerId, periodEnds });
}

internal sealed record AccountRow
{
    public required string Plan { get; init; }

    public required int Balance { get; init; }

    /// <summary>Null before the first grant.</summary>
    public DateTime? PeriodEnds { get; init; }
}
