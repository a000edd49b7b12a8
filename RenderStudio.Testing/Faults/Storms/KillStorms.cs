using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Instances of the app are killed at random times.</summary>
public static class KillStorms
{
    public static StormPlan Kills { get; } = new("kills", async (storm, scale) =>
    {
        var (generations, kills) = (80 * scale, 12 * scale);
        // The work is slow enough that each kill interrupts some work.
        await storm.Studio.SimulateAsync(new { predictMs = 50, slowOutputMs = 300, slowBodyMs = 100 });
        var work = storm.WorkAsync(generations, goOn: () => storm.Counts["kills"] < kills);
        await storm.StrikeWhileAsync(work, kills, generations, async () =>
        {
            if (await storm.CountAsync(StormFaults.LeasesSql) is null or 0)
                return false;
            await storm.KillAsync(1 + storm.Random.Next(2));
            await Task.Delay(storm.Random.NextDouble() * storm.Studio.Pace.KillPause);
            return true;
        });
        storm.Counts.AtLeast("kills", kills * 9 / 10);
        var report = await storm.SettleAsync();
        storm.Counts.Add("leases that expired", report.LeaseExpiries);
        storm.Counts.AtLeast("leases that expired", kills / 3);
        foreach (var hit in new[] { true, false })
        {
            var cost = await KillCost.ReadAsync(storm.Studio.Database, storm.Acknowledged, storm.Kills, hit);
            storm.Notes.Add(
                $"delay of {(hit ? "generations that a kill interrupted" : "all generations in progress")}: {cost}");
        }

        return report;
    });

    /// <summary>Each generation's instance is killed between Replicate's acceptance and its reply.</summary>
    public static StormPlan CrashAfterAccept { get; } = new("crash after accept", async (storm, scale) =>
    {
        var generations = 40 * scale;
        var unreported = $"{storm.Word}unreported";
        await storm.Studio.SimulateAsync(new
        {
            slowBodyMs = 15_000, // no starter receives the reply about its run
            predictMs = 100,
            overrides = new[] { new { promptContains = unreported, webhookDropRate = 1, slowBodyMs = 15_000 } },
        });
        // One half is adopted by its delivery, the other half by the listing.
        for (var number = 0; number < generations; number++)
            await storm.SubmitAsync(number % 2 == 0 ? null : $"a bright {unreported}");

        while (storm.Counts["crashes after accept"] < generations)
        {
            var accepted = await AcceptedAsync(storm);
            await storm.KillAsync(1);
            await storm.KillAsync(2);
            storm.Counts.Add("crashes after accept", accepted - storm.Counts["crashes after accept"]);
        }

        var report = await storm.SettleAsync();
        storm.Counts.AtLeast("crashes after accept", generations);
        return report.Bought == generations
            ? report
            : throw new StormException($"{generations} generations bought {report.Bought} runs.");
    });

    /// <returns>The number of accepted runs, once the starters have started as many as they can.</returns>
    private static async Task<int> AcceptedAsync(Storm storm)
    {
        var before = storm.Counts["crashes after accept"];
        var accepted = before;
        for (var still = 0; still < 8 || accepted == before; still++)
        {
            var now = (await storm.RunsAsync()).Count;
            (accepted, still) = (now, now == accepted ? still : 0);
            await Task.Delay(100);
        }

        return accepted;
    }
}
