using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>Reads an owner's ledger.</summary>
internal static class UsageStore
{
    private const string SumsSql =
        """
        select coalesce(sum(credits) filter (where kind = 'grant'), 0)::int as granted,
            coalesce(sum(credits) filter (where kind = 'settle'), 0)::int as used
        from credit_entries where owner_id = @ownerId and at >= @since
        """;

    // Only unfinished generations hold credits; the entries of finished generations add up to zero.
    private const string HeldSql =
        """
        select coalesce(sum(case when e.kind = 'hold' then e.credits else -e.credits end), 0)::int
        from generations g join credit_entries e on e.generation_id = g.id
        where g.owner_id = @ownerId and g.finished_at is null and e.kind in ('hold', 'settle', 'release')
        """;

    private const string EntriesSql =
        """
        select at, kind, credits, delta, generation_id, reason
        from credit_entries where owner_id = @ownerId order by id desc limit @count
        """;

    public static Task<PeriodSums> SumsAsync(NpgsqlConnection connection, Guid ownerId, DateTime since) =>
        connection.QuerySingleAsync<PeriodSums>(SumsSql, new { ownerId, since });

    public static Task<int> HeldAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.ExecuteScalarAsync<int>(HeldSql, new { ownerId });

    public static async Task<IReadOnlyList<UsageEntry>> EntriesAsync(
        NpgsqlConnection connection, Guid ownerId, int count) =>
        [.. await connection.QueryAsync<UsageEntry>(EntriesSql, new { ownerId, count })];
}

internal sealed record PeriodSums(int Granted, int Used);
