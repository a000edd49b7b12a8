namespace RenderStudio.Tests.Support.Faults;

/// <summary>The blows of a storm, each counted when it struck.</summary>
public static class StormFaults
{
    private const string LeasesSql =
        "select count(*)::int from predictions where lease_until > clock_timestamp()";

    /// <summary>SIGKILL to one instance; it comes back by itself.</summary>
    public static async Task KillAsync(this Storm storm, int instance)
    {
        var pid = await storm.PidOfAsync(instance);
        var held = await storm.CountAsync(LeasesSql);
        await storm.Studio.SignalAsync(instance, "kill");
        if (pid == 0)
            return;
        await Eventually.BecomesTrueAsync(
            async () => await storm.PidOfAsync(instance) != pid, storm.Studio.Pace.Patience);
        storm.Struck.Add("kills");
        if (held > 0)
            storm.Struck.Add("kills while leases were held");
    }

    /// <summary>Kills a random instance each time that a share of the work is done.</summary>
    public static async Task KillWhileAsync(this Storm storm, Task work, int kills, int generations)
    {
        var done = 0;
        while (!work.IsCompleted && storm.Struck["kills"] < kills)
        {
            done = await storm.CountAsync(Storm.FinalSql) ?? done;
            var due = done >= storm.Struck["kills"] * (long)generations / (kills + 1);
            if (due && await storm.CountAsync(LeasesSql) > 0)
            {
                await storm.KillAsync(1 + storm.Random.Next(2));
                await Task.Delay(storm.Random.Next(600));
            }
            else
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task<int> PidOfAsync(this Storm storm, int instance) =>
        (await storm.Studio.InstancesAsync()).Single(one => one.Number == instance).Pid;
}
