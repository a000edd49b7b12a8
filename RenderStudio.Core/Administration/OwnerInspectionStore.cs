using Dapper;
using Npgsql;

namespace RenderStudio.Core.Administration;

/// <summary>Reads the rows of an owner for an operator.</summary>
internal static class OwnerInspectionStore
{
    /// <summary>The columns of <c>credit_entries</c> in a <see cref="LedgerEntry"/>.</summary>
    public const string EntryColumns = "id, at, kind, credits, delta, purchased, generation_id, cause, reason";

    private const string FindSql =
        """
        select o.id, o.plan, coalesce(a.balance, 0) as balance, coalesce(a.purchased, 0) as purchased, 0 as held,
            (select count(*)::int from generations g where g.owner_id = o.id and g.finished_at is null)
                as unfinished_generations,
            o.created_at, o.erased_at
        from owners o left join accounts a on a.owner_id = o.id
        where o.id = @ownerId
        """;

    /// <returns>Null when there is no such owner.</returns>
    public static Task<OwnerView?> FindAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<OwnerView?>(FindSql, new { ownerId });

    private const string EntriesSql =
        $"""
        select {EntryColumns} from credit_entries
        where owner_id = @ownerId and (@before::bigint is null or id < @before)
        order by id desc
        limit @count
        """;

    /// <summary>Ledger entries, the newest first.</summary>
    public static async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(
        NpgsqlConnection connection, Guid ownerId, long? before, int count) =>
        [.. await connection.QueryAsync<LedgerEntry>(EntriesSql, new { ownerId, before, count })];
}
