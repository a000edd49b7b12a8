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

    private const string UsedSql =
        """
        select coalesce(sum(greatest(e.credits - a.balance, 0)), 0)::int
        from credit_entries e join accounts a on a.owner_id = e.owner_id
        where e.owner_id = any(@ownerIds) and e.cause = @cause
        """;

    /// <summary>Credits that these owners have used or hold, out of the credits granted with this cause.</summary>
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
