using Npgsql;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>The rows that a round reads, by PostgreSQL's count of the rows that its scans touched.</summary>
[Collection<OnTheWorkbench>]
public sealed class RoundCostTests(Workbench bench)
{
    private const int Ended = 5_000;

    private const string OthersSql =
        "select count(*)::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

    private const string TouchedSql =
        """
        select (select sum(seq_tup_read) from pg_stat_user_tables)::bigint
            + (select sum(idx_tup_read) from pg_stat_user_indexes)::bigint
        """;

    [Fact]
    public async Task A_round_reads_no_rows_that_ended_long_ago()
    {
        await using var engine = await bench.AnotherEngineAsync();
        await History.AddYearAsync(engine, Ended);
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
        var before = await TouchedAsync(engine);

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.InRange(await TouchedAsync(engine) - before, 1, Ended / 10);
    }

    /// <summary>A session reports its read counts when it ends.</summary>
    private static async Task<long> TouchedAsync(Engine engine)
    {
        engine.Get<NpgsqlDataSource>().Clear();
        await Eventually.BecomesTrueAsync(async () => await engine.QueryAsync<int>(OthersSql) == 0);
        return await engine.QueryAsync<long>(TouchedSql);
    }
}
