using System.Diagnostics;
using System.Text.Json.Nodes;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Replicate;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Children;

namespace RenderStudio.Benchmarks.Reconciliation;

/// <summary>What a round of reconciling costs: with much to repair, and with much that is over.</summary>
internal sealed class ReconcileBenchmark : IBenchmark
{
    private const int Stuck = 500, Repairs = 5, Rounds = 30, LastHour = 100, Few = 1_000, Many = 1_000_000;

    public string Name => "reconcile";

    public string Purpose => "500 stuck rows against the simulator; a round beside a thousand and a million ended rows";

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
        Tell($"round, {Few:N0} ended", $"{few:F2} ms");
        await History.AddYearAsync(bench.Engine, Many - Few);
        var many = await RoundAsync(bench);
        Tell($"round, {Many:N0} ended", $"{many:F2} ms, {many / few:F2} × (promised: the same)");
    }

    /// <summary>Runs that ended well without anybody telling us.</summary>
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
            // A run that is listed just before it ends is asked after in the same round.
            if (counts.RunsFound + counts.Repairs.GetValueOrDefault(Repair.Poll) != Stuck)
                throw new InvalidOperationException($"Only {counts.Total} of {Stuck} rows were repaired.");
        }

        Tell($"{Stuck} stuck rows, {how}",
            $"{times.Order().ElementAt(Repairs / 2):F2} s, the first {times[0]:F2} s (promised: at most 2 s)");
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
        await bench.PutAsync(seeded, $"status = 'queued', attempt = 1, upstream_id = '{run.Id}', accepted_at = now()");
    }

    /// <returns>Milliseconds of the median round.</returns>
    private static async Task<double> RoundAsync(Workbench bench)
    {
        var times = new List<double>();
        for (var round = -10; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            var counts = await bench.ReconcileAsync();
            if (counts.Total != 0)
                throw new InvalidOperationException("There was something to repair.");
            if (round >= 0)
                times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return times.Order().ElementAt(Rounds / 2);
    }

    private static void Tell(string what, string measured) => Console.WriteLine($"{what,-26}{measured}");
}
