using Dapper;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>The faults of a storm, each counted when it occurred.</summary>
public static class StormFaults
{
    public const string LeasesSql =
        "select count(*)::int from predictions where lease_until > clock_timestamp()";

    /// <summary>Sends SIGKILL to one instance; it restarts by itself.</summary>
    public static async Task KillAsync(this Storm storm, int instance)
    {
        var pid = await storm.PidOfAsync(instance);
        await storm.Studio.SignalAsync(instance, "kill");
        if (pid == 0)
            return;
        storm.Kills.Add(TimeProvider.System.GetUtcNow());
        storm.Counts.Add("kills");
        await Eventually.BecomesTrueAsync(
            async () => await storm.PidOfAsync(instance) != pid, storm.Studio.Pace.Patience);
    }

    /// <summary>Sends SIGKILL to the database and starts it again.</summary>
    public static async Task RestartPostgresAsync(this Storm storm)
    {
        const string StartedSql = "select extract(epoch from pg_postmaster_start_time())::int";
        var before = await storm.CountAsync(StartedSql);
        await storm.Studio.RestartAsync("postgres");
        if (await storm.CountAsync(StartedSql) != before)
            storm.Counts.Add("restarts of Postgres");
    }

    /// <summary>Terminates the app's sessions that are executing a statement or a transaction.</summary>
    public static async Task TerminateBackendsAsync(this Storm storm) => storm.Counts.Add("sessions ended",
        await storm.CountAsync(
            """
            select count(pg_terminate_backend(pid))::int from pg_stat_activity
            where state in ('active', 'idle in transaction') and pid <> pg_backend_pid()
                and backend_type = 'client backend'
            """) ?? 0);

    /// <summary>Deletes every waiting message.</summary>
    /// <returns>False when no message was waiting, and nothing was deleted.</returns>
    public static async Task<bool> ClearQueuesAsync(this Storm storm)
    {
        var waiting = 0;
        await foreach (var queue in storm.Studio.Queues.GetQueuesAsync())
            waiting += (await storm.Studio.Queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value.Length;
        if (waiting == 0)
            return false;
        await storm.Studio.ClearQueuesAsync();
        storm.Counts.Add("clearings of the queues");
        storm.Counts.Add("messages deleted, at least", waiting);
        return true;
    }

    /// <summary>
    /// Sends every message of the acknowledged work again, the given number of times, the newest first.
    /// </summary>
    public static async Task RepeatMessagesAsync(this Storm storm, int copies)
    {
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        var ids = await connection.QueryAsync<Guid>(
            "select id from predictions where generation_id = any(@ids) order by created_at desc",
            new { ids = storm.Acknowledged.ToArray() });
        var messages = ids.SelectMany(id => new[] { "prediction-completions", "prediction-starts" }
            .SelectMany(queue => Enumerable.Repeat((queue, body: $$"""{"v":1,"predictionId":"{{id}}"}"""), copies)));
        await Parallel.ForEachAsync(messages, async (message, ct) =>
            await storm.Studio.Queues.GetQueueClient(message.queue).SendMessageAsync(message.body, ct));
        storm.Counts.Add("messages repeated", messages.Count());
    }

    private static async Task<int> PidOfAsync(this Storm storm, int instance) =>
        (await storm.Studio.InstancesAsync()).Single(one => one.Number == instance).Pid;
}
