using Dapper;
using Npgsql;

namespace RenderStudio.Tests.Support;

/// <summary>
/// Workers on connections of their own that meet at one generation's lock. All have begun, and wait, before the first
/// is let through; then they go in the order given, as Postgres queues them.
/// </summary>
public static class InOrder
{
    private const string WaitingSql =
        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    public static async Task RunAsync(Engine engine, SeededGeneration seeded, params Func<Task>[] steps)
    {
        await using var gate = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var closed = await gate.BeginTransactionAsync();
        await gate.ExecuteAsync("select from generations where id = @Id for update", seeded);
        List<Task> running = [];
        foreach (var step in steps)
        {
            running.Add(step());
            await Eventually.BecomesAsync(
                () => engine.QueryAsync<int>(WaitingSql),
                waiting => waiting == running.Count || running.Any(task => task.IsCompleted));
            Assert.True(running.TrueForAll(task => !task.IsCompleted), "It went past the generation's lock.");
        }

        await closed.RollbackAsync();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public static IEnumerable<T[]> Orders<T>(params T[] items) =>
        items.Length <= 1
            ? [items]
            : items.SelectMany((item, place) =>
                Orders([.. items[..place], .. items[(place + 1)..]]).Select(rest => (T[])[item, .. rest]));
}
