using Dapper;
using Npgsql;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Administration;

/// <summary>Numbers that an operator reads while other transactions write.</summary>
[Collection<OnTheWorkbench>]
public sealed class SnapshotTests(Workbench bench) : IAsyncLifetime
{
    private static readonly DateTime Day = new(2026, 3, 10, 0, 0, 0, DateTimeKind.Utc);

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task All_lists_of_a_report_show_the_database_at_one_time()
    {
        var seeded = await bench.SeedAsync();

        var report = await DuringAsync(
            async connection => await connection.ExecuteAsync(
                """
                lock table credit_entries in access exclusive mode;
                insert into credit_entries (owner_id, kind, credits, delta, cause, at)
                values (@OwnerId, 'purchase', 0, 0, 'late', @Day)
                """, new { seeded.OwnerId, Day }),
            () => bench.Engine.Get<ReadReport>().RunAsync(Day, Day.AddDays(1), default));

        Assert.Empty(report.Value!.Credits);
        Assert.Single((await bench.Engine.Get<ReadReport>().RunAsync(Day, Day.AddDays(1), default)).Value!.Credits);
    }

    [Fact]
    public async Task The_view_of_an_owner_shows_balance_and_generations_of_one_time()
    {
        var seeded = await bench.SeedAsync();
        var before = (await bench.Engine.Get<InspectOwner>().RunAsync(seeded.OwnerId, default)).Value!;

        var view = await DuringAsync(
            async connection =>
            {
                await CreditLedger.ReleaseAsync(
                    connection, seeded.OwnerId, seeded.Id, seeded.PredictionId, before.Held, "It was canceled.");
                await connection.ExecuteAsync(
                    "update generations set status = 'canceled', finished_at = now() where id = @Id", seeded);
            },
            () => bench.Engine.Get<InspectOwner>().RunAsync(seeded.OwnerId, default));

        Assert.Equal((2, 1), (before.Held, before.UnfinishedGenerations));
        Assert.Equal((before.Balance + 2, 0, 0),
            (view.Value!.Balance, view.Value.Held, view.Value.UnfinishedGenerations));
    }

    /// <summary>Reads while a transaction writes, and commits it once the read waits for it.</summary>
    private async Task<T> DuringAsync<T>(Func<NpgsqlConnection, Task> write, Func<Task<T>> read)
    {
        await using var connection = await bench.Engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await write(connection);
        var reading = read();
        await Eventually.BecomesTrueAsync(() => bench.Engine.QueryAsync<bool>(
            "select exists (select from pg_stat_activity where @writer = any(pg_blocking_pids(pid)))",
            new { writer = connection.ProcessID }));
        await transaction.CommitAsync();
        return await reading;
    }
}
