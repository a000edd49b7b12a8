using System.Diagnostics;
using Dapper;

namespace RenderStudio.Testing.Faults;

/// <summary>The work of a storm, and the times at which faults are injected.</summary>
public static class StormWork
{
    private const string FinalSql =
        "select count(*)::int from generations where id = any(@ids) and finished_at is not null";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatiencePerGeneration = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Keeps a few generations in progress until the given number has been acknowledged and all are final.
    /// </summary>
    /// <param name="prompt">The prompt of the n-th generation, from 0.</param>
    /// <param name="inFlight">Null for the number that the pace sets.</param>
    /// <param name="goOn">While it returns true, more generations are submitted.</param>
    public static async Task WorkAsync(
        this Storm storm, int generations, Func<int, string>? prompt = null, int? inFlight = null,
        Func<bool>? goOn = null)
    {
        var (submitted, final, since) = (0, 0, Stopwatch.GetTimestamp());
        var before = storm.Acknowledged.Count;
        while (final < generations)
        {
            final = await storm.CountAsync(FinalSql) - before ?? final;
            var most = final + (inFlight ?? storm.Studio.Pace.InFlight);
            if (goOn?.Invoke() == true)
                generations = Math.Max(generations, most);
            var upto = Math.Min(generations, most);
            var next = Enumerable.Range(submitted, Math.Max(0, upto - submitted));
            await Parallel.ForEachAsync(next, async (number, _) => await storm.SubmitAsync(prompt?.Invoke(number)));
            submitted += next.Count();
            if (Stopwatch.GetElapsedTime(since) > storm.Studio.Pace.Patience + (generations * PatiencePerGeneration))
                throw new StormException($"Not final: {await storm.DescribeAsync()}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Injects the given number of faults, each after a further share of the work is done.</summary>
    public static async Task StrikeWhileAsync(
        this Storm storm, Task work, int times, int generations, Func<Task<bool>> strike)
    {
        var (faults, done) = (0, 0);
        while (!work.IsCompleted && faults < times)
        {
            done = await storm.CountAsync(FinalSql) ?? done;
            if (done >= faults * (long)generations / (times + 1) && await strike())
                faults++;
            await Task.Delay(Pause / 2);
        }

        await work;
    }

    /// <summary>Shows which sessions block which others.</summary>
    private static async Task<string> DescribeAsync(this Storm storm)
    {
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        return string.Join('\n', await connection.QueryAsync<string>(
            """
            select concat('session ', pid, ' ', state, ' ', wait_event_type, ' ', wait_event, ' ',
                clock_timestamp() - xact_start, ' blocked by ', pg_blocking_pids(pid), ' ', left(query, 100))
            from pg_stat_activity where xact_start is not null
            """)) + '\n' + string.Join('\n', await connection.QueryAsync<string>(
            """
            select concat('at ', clock_timestamp(), ' ', to_jsonb(p) - 'result_payload',
                (select json_agg(r) from upstream_runs r where r.prediction_id = p.id))
            from predictions p where generation_id = any(@ids) and finished_at is null limit 5
            """, new { ids = storm.Acknowledged.ToArray() }));
    }
}
