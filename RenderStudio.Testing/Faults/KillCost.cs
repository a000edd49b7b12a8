using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// The delay of a kill: from the kill to the next timeline event of each generation in progress. The value is never
/// less than the loss; for work in the other instance there is no loss.
/// </summary>
/// <param name="Cases">Pairs of a kill and a generation that was in progress; several kills between two events are one
/// case.</param>
public sealed record KillCost(int Cases, double P50, double P99, double Worst)
{
    private const string CostSql =
        """
        with lines as (
            select generation_id, at as upto,
                lag(at) over (partition by generation_id order by seq) as since
            from generation_events where generation_id = any(@ids)),
        costs as (
            select extract(epoch from l.upto - min(k.at)) as seconds
            from lines l join unnest(@kills) k (at) on k.at > l.since and k.at <= l.upto
            where not @hit or exists (
                select from predictions p where p.generation_id = l.generation_id and p.lease_expiries = 1)
            group by l.generation_id, l.upto)
        select count(*)::int, coalesce(percentile_cont(0.5) within group (order by seconds), 0)::float8,
            coalesce(percentile_cont(0.99) within group (order by seconds), 0)::float8,
            coalesce(max(seconds), 0)::float8
        from costs
        """;

    /// <param name="hit">Only generations with exactly one lease expiry: they were affected by one kill and no
    /// other.</param>
    public static async Task<KillCost> ReadAsync(
        NpgsqlDataSource database, IEnumerable<Guid> generations, IEnumerable<DateTimeOffset> kills, bool hit)
    {
        await using var connection = await database.OpenConnectionAsync();
        var (cases, p50, p99, worst) = await connection.QuerySingleAsync<(int, double, double, double)>(CostSql, new
        {
            ids = generations.ToArray(),
            kills = kills.Select(at => at.UtcDateTime).ToArray(),
            hit,
        });
        return new(cases, p50, p99, worst);
    }

    public override string ToString() => $"p50 {P50:F1} s, p99 {P99:F1} s, worst {Worst:F1} s ({Cases} cases)";
}
