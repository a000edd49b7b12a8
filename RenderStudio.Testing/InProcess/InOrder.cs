using Dapper;
using Npgsql;
using RenderStudio.Local.Children;

namespace RenderStudio.Testing.InProcess;

/// <summary>
/// Workers on separate connections that contend for the lock of one row. All have begun and wait before the first
/// proceeds; then they proceed in the given order. PostgreSQL itself does not keep an order once the row has changed:
/// the first session that resumes gets the lock. Therefore the sessions of all but the next worker are stopped.
/// </summary>
public static class InOrder
{
    private const string WaitingSql =
        """
        select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and pid <> all(@known)
        """;

    private const string BehindSql =
        """
        select exists (select from pg_stat_activity
            where datname = current_database() and pid <> all(@asleep) and pg_blocking_pids(pid) && @asleep)
        """;

    public static Task RunAsync(Engine engine, SeededGeneration seeded, params Func<Task>[] steps) =>
        RunAsync(engine, "select from generations where id = @Id for update", seeded, steps);

    /// <param name="lockSql">The statement that locks the row.</param>
    /// <param name="args">The parameters of this statement.</param>
    /// <param name="steps">The steps, in the order in which they get the lock.</param>
    public static async Task RunAsync(Engine engine, string lockSql, object args, params Func<Task>[] steps)
    {
        await using var gate = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await gate.ExecuteAsync(lockSql, args);
        List<(Task Work, int Session)> waiting = [];
        try
        {
            foreach (var step in steps)
                waiting.Add(await BeginAsync(engine, step, [.. waiting.Select(one => one.Session)]));
            await closed.RollbackAsync();
            for (var next = 0; next < waiting.Count; next++)
                await LetThroughAsync(engine, waiting[next], [.. waiting.Skip(next + 1).Select(one => one.Session)]);
        }
        finally
        {
            waiting.ForEach(one => Signal.Continue.SendTo(one.Session));
        }

        await Task.WhenAll(waiting.Select(one => one.Work)).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public static IEnumerable<T[]> Orders<T>(params T[] items) =>
        items.Length <= 1
            ? [items]
            : items.SelectMany((item, place) =>
                Orders([.. items[..place], .. items[(place + 1)..]]).Select(rest => (T[])[item, .. rest]));

    private static async Task<(Task Work, int Session)> BeginAsync(Engine engine, Func<Task> step, int[] known)
    {
        var work = step();
        int? session = null;
        await Eventually.BecomesTrueAsync(async () =>
        {
            await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
            session = await connection.QuerySingleOrDefaultAsync<int?>(WaitingSql, new { known });
            return session is not null || work.IsCompleted;
        });
        Assert.False(work.IsCompleted, "The step ended without waiting for the lock.");
        Signal.Stop.SendTo(session!.Value);
        return (work, session.Value);
    }

    /// <summary>Waits until the step is done, or requests the lock again and waits behind the others.</summary>
    private static async Task LetThroughAsync(Engine engine, (Task Work, int Session) first, int[] asleep)
    {
        Signal.Continue.SendTo(first.Session);
        await Eventually.BecomesTrueAsync(async () =>
            first.Work.IsCompleted || await engine.QueryAsync<bool>(BehindSql, new { asleep }));
    }
}
