namespace RenderStudio.Testing.Faults.Storms;

/// <summary>The database is unavailable for a moment.</summary>
public static class DatabaseStorms
{
    public static StormPlan Restarts { get; } = new("Postgres restarted", async (storm, scale) =>
    {
        var (generations, restarts) = (40 * scale, 3 * scale);
        await storm.Studio.SimulateAsync(new { predictMs = 50, slowOutputMs = 50 });
        await storm.StrikeWhileAsync(storm.WorkAsync(generations), restarts, generations, async () =>
        {
            await storm.RestartPostgresAsync();
            return true;
        });
        storm.Counts.AtLeast("restarts of Postgres", restarts);
        return await storm.SettleAsync();
    });

    public static StormPlan Sessions { get; } = new("sessions of Postgres ended", async (storm, scale) =>
    {
        var generations = 30 * scale;
        await storm.Studio.SimulateAsync(new { predictMs = 50 });
        await storm.StrikeWhileAsync(storm.WorkAsync(generations), 12 * scale, generations, async () =>
        {
            await storm.TerminateBackendsAsync();
            return true;
        });
        storm.Counts.AtLeast("sessions ended", 6 * scale);
        return await storm.SettleAsync();
    });
}
