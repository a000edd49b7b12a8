using System.Diagnostics;
using System.Text.Json.Nodes;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Benchmarks.Reconciliation;

/// <summary>Measures a round of the reconciler: with many rows to repair, and beside many ended generations.</summary>
internal sealed class ReconcileBenchmark : IBenchmark
{
    private const int Stuck = 500, Repairs = 5, Rounds = 30, LastHour = 100, Few = 1_000, Many = 1_000_000;

    public string Name => "reconcile";

    public string Purpose => "repair of 500 stuck rows; a round beside 1,000 and 1,000,000 ended generations";

    public async Task RunAsync(string[] arguments)
    {
        await using var services = new Services();
        await using var simulator = new SimulatorProcess();
        await using var bench = new Workbench(services, simulator);
        await bench.InitializeAsync();
        await bench.Replicate.PutSettingsAsync(
            new JsonObject { ["rateLimitPerMinute"] = 1_000_000, ["webhookDropRate"] = 1 });

        await RepairAsync(bench, "polled", withWebhook: false);
        await RepairAsync(bench, "listed", withWebhook: true);
        await bench.ClearAsync();
        await History.AddHourAsync(bench.Engine, LastHour);
        await History.AddYearAsync(bench.Engine, Few);
        var few = await RoundAsync(bench);
        Print($"round, {Few:N0} ended", $"{few:F2} ms");
        await History.AddYearAsync(bench.Engine, Many - Few);
        var many = await RoundAsync(bench);
        Print($"round, {Many:N0} ended", $"{many:F2} ms, {many / few:F2} × (limit: the same)");
    }

    /// <summary>Repairs predictions whose runs succeeded without a webhook.</summary>
    private static async Task RepairAsync(Workbench bench, string how, bool withWebhook)
    {
        var times = new List<double>();
        for (var round = 0; round < Repairs; round++)
        {
            await bench.ClearAsync();
            for (var i = 0; i < Stuck; i++)
                await AddSilentAsync(bench, withWebhook);
            var since = Stopwatch.GetTimestamp();
            var counts = await bench.ReconcileAsync();
            times.Add(Stopwatch.GetElapsedTime(since).TotalSeconds);
            // A run that is listed before it ends is polled in the same round.
            if (counts.RunsFound + counts.Repairs.GetValueOrDefault(Repair.Poll) != Stuck)
                throw new InvalidOperationException($"{counts.Total} of {Stuck} rows were repaired.");
        }

        Print($"{Stuck} stuck rows, {how}",
            $"{times.Order().ElementAt(Repairs / 2):F2} s, the first {times[0]:F2} s (limit: 2 s)");
    }

    private static async Task AddSilentAsync(Workbench bench, bool withWebhook)
    {
        var seeded = await SeededGeneration.CreateAsync(bench.Engine, variantsEach: 1);
        var webhook = withWebhook ? bench.Engine.Get<WebhookAddress>().For(seeded.PredictionId, 1) : null;
        var run = await bench.Replicate.CreateAsync(webhook: webhook?.AbsoluteUri);
        await bench.Engine.ExecuteAsync(
            """
            insert into upstream_runs (upstream_id, prediction_id, attempt, seen_by)
            values (@Run, @PredictionId, 1, 'reply')
            """, new { Run = run.Id, seeded.PredictionId });
        await bench.SetAsync(seeded, $"status = 'queued', attempt = 1, upstream_id = '{run.Id}', accepted_at = now()");
    }

    /// <returns>Median duration of a round in milliseconds.</returns>
    private static async Task<double> RoundAsync(Workbench bench)
    {
        var times = new List<double>();
        for (var round = -10; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            var counts = await bench.ReconcileAsync();
            if (counts.Total != 0)
                throw new InvalidOperationException("A round without stuck rows repaired something.");
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return times.Order().ElementAt(Rounds / 2);
    }

    private static void Print(string what, string measured) => Console.WriteLine($"{what,-26}{measured}");
}
