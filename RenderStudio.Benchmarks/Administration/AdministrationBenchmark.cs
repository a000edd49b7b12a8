using System.Diagnostics;
using RenderStudio.Core.Administration;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Benchmarks.Administration;

/// <summary>Measures the reports and lists of operators beside many ended generations.</summary>
internal sealed class AdministrationBenchmark : IBenchmark
{
    private const int Many = 1_000_000, Rounds = 7;

    public string Name => "admin";

    public string Purpose => "reports and lists of operators beside 1,000,000 generations of a year";

    public async Task RunAsync(string[] arguments)
    {
        var count = arguments is [var number] ? int.Parse(number) : Many;
        await using var services = new Services();
        await using var simulator = new SimulatorProcess();
        await using var bench = new Workbench(services, simulator);
        await bench.InitializeAsync();
        await History.AddYearAsync(bench.Engine, count);
        // One of a hundred failed, as a query for failures expects.
        await bench.Engine.ExecuteAsync(
            """
            update generations set status = 'failed', failure_code = 'timed_out', delivered = 0
            where id::text like '00%' or id::text like '01%' or id::text like '02%';
            """);
        // The ledger is written in the order of its time, on which the index of its time relies.
        await bench.Engine.ExecuteAsync(
            """
            create temporary table entries as select * from credit_entries;
            truncate credit_entries;
            insert into credit_entries overriding system value select * from entries order by at;
            drop table entries;
            """);
        await bench.Engine.ExecuteAsync("vacuum analyze credit_entries");
        await bench.Engine.ExecuteAsync("analyze;");
        var failed = await bench.Engine.QueryAsync<int>(
            "select count(*)::int from generations where failure_code is not null");
        Console.WriteLine($"{count:N0} generations, {failed:N0} of them failed, {2 * count:N0} ledger entries");

        foreach (var days in new[] { 1, 7, ReadReport.MaxDays })
            await PrintAsync($"report of {days} days", () => ReportAsync(bench, days));
        foreach (var status in new[] { null, "failed", "unfinished", "canceled" })
        {
            var query = new GenerationQuery { Status = status, Limit = 20 };
            await PrintAsync(
                $"list, {status ?? "all"}", () => bench.Engine.Get<FindGenerations>().RunAsync(query, default));
        }
    }

    private static async Task ReportAsync(Workbench bench, int days)
    {
        var to = TimeProvider.System.GetUtcNow().UtcDateTime;
        var report = await bench.Engine.Get<ReadReport>().RunAsync(to.AddDays(-days), to, default);
        if (report.Problem is { } problem)
            throw new InvalidOperationException(problem.Message);
    }

    private static async Task PrintAsync(string what, Func<Task> run)
    {
        var times = new List<double>();
        for (var round = -1; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            await run();
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        Console.WriteLine($"{what,-22}{times.Order().ElementAt(Rounds / 2),8:F1} ms");
    }
}
