namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Deliveries are lost, repeated and reordered, as Replicate's contract permits.</summary>
public static class WebhookStorms
{
    public static StormPlan Dropped { get; } = new("no webhook arrives", async (storm, scale) =>
    {
        await storm.Studio.SimulateAsync(new { predictMs = 50, webhookDropRate = 1 });
        await storm.WorkAsync(40 * scale, inFlight: 40 * scale);
        storm.Counts.Add("runs without a delivery", (await storm.RunsAsync()).Count(run => run.Deliveries.Length == 0));
        storm.Counts.AtLeast("runs without a delivery", 40 * scale);
        return await storm.SettleAsync();
    });

    public static StormPlan Repeated { get; } = new("five of each, reversed", async (storm, scale) =>
    {
        await storm.Studio.SimulateAsync(new { predictMs = 50, webhookDuplicates = 4, webhookReorder = true });
        await storm.StrikeWhileAsync(
            storm.WorkAsync(40 * scale, inFlight: 50), 2, 40 * scale, async () =>
            {
                if (storm.Acknowledged.Count < 40)
                    return false;
                await storm.RepeatMessagesAsync(5);
                return true;
            });
        var bought = await storm.RunsAsync();
        storm.Counts.Add("copies of deliveries",
            bought.Sum(run => run.Deliveries.Length - run.Deliveries.DistinctBy(one => one.WebhookId).Count()));
        storm.Counts.Add("ends delivered before starts", bought.Count(run =>
            run.Deliveries.Length > 0 && run.Deliveries[0].Event == "completed"));
        storm.Counts.AtLeast("copies of deliveries", 160 * scale);
        storm.Counts.AtLeast("ends delivered before starts", 20 * scale);
        storm.Counts.AtLeast("messages repeated", 400);
        return await storm.SettleAsync();
    });
}
