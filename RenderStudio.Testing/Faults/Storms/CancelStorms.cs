using Dapper;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Owners cancel at random times.</summary>
public static class CancelStorms
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly string[] Moments = ["pending", "starting", "queued", "running", "storing"];

    public static StormPlan Races { get; } = new("cancel races", async (storm, scale) =>
    {
        var generations = 80 * scale;
        await storm.Studio.SimulateAsync(new
        {
            coldBootMs = 500,
            predictMs = 2000,
            slowBodyMs = 100,
            slowOutputMs = 100,
            cancelLosesRate = 0.2,
        });
        var plans = Enumerable.Range(0, generations)
            .Select(number => (Moment: Moments[number % Moments.Length], Jitter: storm.Random.Next(80))).ToArray();
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (plan, _) => await CancelAtAsync(storm, plan.Moment, plan.Jitter));
        var report = await storm.SettleAsync();
        storm.Counts.Add("generations canceled", report.Ends.GetValueOrDefault("canceled"));
        storm.Counts.Add("cancels at Replicate", report.CanceledUpstream);
        storm.Counts.Add("generations that succeeded before the cancel", report.Ends.GetValueOrDefault("succeeded"));
        storm.Counts.AtLeast("generations canceled", 8 * scale);
        storm.Counts.AtLeast("cancels at Replicate", 4 * scale);
        storm.Counts.AtLeast("generations that succeeded before the cancel", 8 * scale);
        return report;
    })
    {
        Ends = ["canceled", "succeeded"],
    };

    /// <summary>Cancels shortly after the prediction reached the given status or a later one.</summary>
    private static async Task CancelAtAsync(Storm storm, string moment, int jitter)
    {
        var owner = storm.NextOwner();
        var id = await owner.SubmitAsync($"a bright {storm.Word}");
        storm.Acknowledge(id);
        await Eventually.BecomesAsync(() => StatusAsync(storm, id),
            status => Array.IndexOf(Moments, status) is var at && (at < 0 || at >= Array.IndexOf(Moments, moment)),
            storm.Studio.Pace.Patience, Pause);
        await Task.Delay(jitter);
        await owner.CancelAsync(id);
    }

    private static async Task<string?> StatusAsync(Storm storm, Guid id)
    {
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>(
            "select status from predictions where generation_id = @id", new { id });
    }
}
