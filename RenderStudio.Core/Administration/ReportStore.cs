using Dapper;
using Npgsql;

namespace RenderStudio.Core.Administration;

/// <summary>Sums rows of a range of time by day in UTC and by model, one statement per list.</summary>
internal static class ReportStore
{
    private const string GenerationsSql =
        """
        select to_char(day, 'YYYY-MM-DD') as day, model, count(*)::int as submitted,
            count(*) filter (where status = 'succeeded')::int as succeeded,
            count(*) filter (where status = 'failed')::int as failed,
            count(*) filter (where status = 'canceled')::int as canceled,
            sum(delivered)::int as delivered,
            round((percentile_cont(0.5) within group (order by seconds)
                filter (where status = 'succeeded'))::numeric, 3)::float8 as median_seconds,
            round((percentile_cont(0.95) within group (order by seconds)
                filter (where status = 'succeeded'))::numeric, 3)::float8 as p95_seconds
        from (select (created_at at time zone 'UTC')::date as day, model, status, delivered,
                extract(epoch from finished_at - created_at)::float8 as seconds
            from generations where created_at >= @from and created_at < @to) submitted
        group by submitted.day, model
        order by submitted.day, model
        """;

    public static async Task<IReadOnlyList<GenerationsOfDay>> GenerationsAsync(
        NpgsqlConnection connection, DateTime from, DateTime to) =>
        [.. await connection.QueryAsync<GenerationsOfDay>(GenerationsSql, new { from, to })];

    private const string FailuresSql =
        """
        select to_char(day, 'YYYY-MM-DD') as day, model, code, count(*)::int as count
        from (select (created_at at time zone 'UTC')::date as day, model, failure_code as code
            from generations
            where created_at >= @from and created_at < @to and failure_code is not null) failed
        group by failed.day, model, code
        order by failed.day, model, code
        """;

    public static async Task<IReadOnlyList<FailuresOfDay>> FailuresAsync(
        NpgsqlConnection connection, DateTime from, DateTime to) =>
        [.. await connection.QueryAsync<FailuresOfDay>(FailuresSql, new { from, to })];

    private const string CreditsSql =
        """
        select to_char(day, 'YYYY-MM-DD') as day, model,
            coalesce(sum(credits) filter (where kind = 'hold'), 0) as held,
            coalesce(sum(credits) filter (where kind = 'settle'), 0) as settled,
            coalesce(sum(credits) filter (where kind = 'release'), 0) as released,
            coalesce(sum(credits) filter (where kind = 'grant'), 0) as granted,
            coalesce(sum(credits) filter (where kind = 'purchase'), 0) as purchased,
            coalesce(sum(credits) filter (where kind = 'reverse'), 0) as reversed,
            coalesce(sum(credits) filter (where kind = 'expire'), 0) as expired
        from (select (e.at at time zone 'UTC')::date as day, g.model, e.kind, e.credits
            from credit_entries e left join generations g on g.id = e.generation_id
            where e.at >= @from and e.at < @to) entry
        group by entry.day, model
        order by entry.day, model nulls first
        """;

    public static async Task<IReadOnlyList<CreditsOfDay>> CreditsAsync(
        NpgsqlConnection connection, DateTime from, DateTime to) =>
        [.. await connection.QueryAsync<CreditsOfDay>(CreditsSql, new { from, to })];
}
