using Dapper;
using Npgsql;

namespace RenderStudio.Core.Usage;

/// <summary>
/// Reads the ledger entries of a period of monthly credits. The cause of the period's first grant names it; the grant
/// of an upgrade belongs to the same period.
/// </summary>
internal static class PeriodEntryStore
{
    private const string CurrentSql =
        """
        select period from credit_entries
        where owner_id = @ownerId and period is not null and kind = 'grant' order by id desc limit 1
        """;

    private const string GrantSql =
        "select credits, period from credit_entries where owner_id = @ownerId and cause = @cause";

    private const string ExpiredSql =
        """
        select coalesce(sum(credits), 0)::int from credit_entries
        where owner_id = @ownerId and period = @period and kind = 'expire'
        """;

    // Held credits are those that are neither settled nor released. Purchased ones are subtracted, because the sum of
    // the column is minus the purchased credits that the generation holds.
    private const string OpenHoldsSql =
        """
        with begun as (
            select min(id) as id from credit_entries
            where owner_id = @ownerId and period = @period and kind = 'grant'),
        ended as (
            select min(e.id) as id from credit_entries e, begun
            where e.owner_id = @ownerId and e.period <> @period and e.kind = 'grant' and e.id > begun.id)
        select h.generation_id, sum(
            case e.kind when 'hold' then e.credits when 'settle' then -e.credits when 'release' then -e.credits else 0
            end + e.purchased)::int as credits
        from begun, ended, credit_entries h join credit_entries e on e.generation_id = h.generation_id
        where h.owner_id = @ownerId and h.kind = 'hold' and h.id > begun.id and (ended.id is null or h.id < ended.id)
        group by h.generation_id having sum(
            case e.kind when 'hold' then e.credits when 'settle' then -e.credits when 'release' then -e.credits else 0
            end + e.purchased) > 0
        order by h.generation_id
        """;

    // Monthly credits that were held in an earlier period and released in the current one. Those of them that have been
    // taken back since, or that purchased credits have replaced in a new hold, do not count.
    private const string LateReleasesSql =
        """
        with begun as (
            select max(id) as id from credit_entries
            where owner_id = @ownerId and kind = 'grant' and period = cause),
        late as (
            select earlier.period, sum(r.credits - r.purchased) as credits
            from begun, credit_entries r join credit_entries h on h.generation_id = r.generation_id
            cross join lateral (
                select g.period from credit_entries g
                where g.owner_id = @ownerId and g.kind = 'grant' and g.period is not null and g.id < h.id
                order by g.id desc limit 1) earlier
            where r.owner_id = @ownerId and r.kind = 'release' and r.id > begun.id
                and h.kind = 'hold' and h.id < begun.id
            group by earlier.period),
        taken as (
            select t.period, sum(case
                when t.generation_id is null then t.credits + t.purchased when h.id > begun.id then t.credits else 0
                end) as credits
            from begun, credit_entries t
            left join credit_entries h on h.generation_id = t.generation_id and h.kind = 'hold'
            where t.owner_id = @ownerId and t.kind = 'reverse' and t.period is not null and t.id > begun.id
            group by t.period)
        select late.period, greatest(late.credits - coalesce(taken.credits, 0), 0)::int as credits
        from late left join taken on taken.period = late.period
        order by late.period
        """;

    /// <returns>The latest period; null before the first grant.</returns>
    public static Task<string?> CurrentAsync(NpgsqlConnection connection, Guid ownerId) =>
        connection.QuerySingleOrDefaultAsync<string?>(CurrentSql, new { ownerId });

    /// <returns>Null when there is no grant with this cause.</returns>
    public static Task<MonthlyGrant?> GrantAsync(NpgsqlConnection connection, Guid ownerId, string cause) =>
        connection.QuerySingleOrDefaultAsync<MonthlyGrant?>(GrantSql, new { ownerId, cause });

    /// <summary>Credits of the period that expired.</summary>
    public static Task<int> ExpiredAsync(NpgsqlConnection connection, Guid ownerId, string period) =>
        connection.ExecuteScalarAsync<int>(ExpiredSql, new { ownerId, period });

    /// <summary>Monthly credits of earlier periods that were released in the current one and not taken back.</summary>
    public static async Task<IReadOnlyList<LateRelease>> LateReleasesAsync(
        NpgsqlConnection connection, Guid ownerId) =>
        [.. await connection.QueryAsync<LateRelease>(LateReleasesSql, new { ownerId })];

    /// <summary>Monthly credits that generations hold since the period, neither used nor returned.</summary>
    public static async Task<IReadOnlyList<OpenHold>> OpenHoldsAsync(
        NpgsqlConnection connection, Guid ownerId, string period) =>
        [.. await connection.QueryAsync<OpenHold>(OpenHoldsSql, new { ownerId, period })];
}

/// <summary>Credits that a plan granted.</summary>
/// <param name="Period">Contains the credits until they expire.</param>
internal sealed record MonthlyGrant(int Credits, string? Period);

internal sealed record OpenHold(Guid GenerationId, int Credits);

/// <summary>Credits that an earlier period granted and that expire with the current one.</summary>
internal sealed record LateRelease(string Period, int Credits);
