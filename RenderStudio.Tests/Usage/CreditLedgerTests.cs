using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Usage;

/// <summary>Every write of the ledger, executed once and repeatedly.</summary>
[Collection<OnTheWorkbench>]
public sealed class CreditLedgerTests(Workbench bench) : IAsyncLifetime
{
    private const int Held = 2;

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Theory]
    [InlineData("grant", 7)]
    [InlineData("purchase", 7)]
    [InlineData("reverse", -7)]
    [InlineData("expire", -7)]
    [InlineData("settle", 0)]
    [InlineData("release", 7)]
    [InlineData("release rest", 7)]
    public async Task A_repeated_cause_is_written_once(string entry, int change)
    {
        var seeded = await bench.SeedAsync();
        var balance = await bench.BalanceAsync(seeded);

        await WriteAsync(entry, seeded);
        await WriteAsync(entry, seeded);

        Assert.Equal(balance + change, await bench.BalanceAsync(seeded));
        Assert.Equal($"hold {-Held}, {entry.Split(' ')[0]} {change}", await EntriesAsync(seeded));
    }

    [Theory]
    [InlineData("grant")]
    [InlineData("purchase")]
    [InlineData("reverse")]
    [InlineData("expire")]
    [InlineData("settle")]
    [InlineData("release")]
    [InlineData("release rest")]
    public async Task Concurrent_writes_of_the_same_cause_write_it_once(string entry)
    {
        var seeded = await bench.SeedAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WriteAsync(entry, seeded)));

        Assert.Equal(2, (await EntriesAsync(seeded)).Split(", ").Length);
        Assert.Equal(await SumAsync(seeded), await bench.BalanceAsync(seeded) - SeededGeneration.Balance);
    }

    [Fact]
    public async Task The_causes_of_two_owners_are_independent()
    {
        var (one, other) = (await bench.SeedAsync(), await bench.SeedAsync());
        foreach (var owner in new[] { one, other })
        {
            await InTransactionAsync(connection =>
                CreditLedger.GrantAsync(connection, owner.OwnerId, 7, "grant:2026-11", "November"));
        }

        Assert.Equal($"grant 7, hold {-Held}", string.Join(", ", (await EntriesAsync(one)).Split(", ").Order()));
        Assert.Equal(await EntriesAsync(one), await EntriesAsync(other));
    }

    [Fact]
    public async Task A_hold_does_not_exceed_the_balance_and_a_rejected_hold_writes_nothing()
    {
        var seeded = await bench.SeedAsync();
        var balance = await bench.BalanceAsync(seeded);

        Assert.False(await HoldAsync(seeded, balance + 1));
        Assert.Equal($"hold {-Held}", await EntriesAsync(seeded));
        Assert.Equal(balance, await bench.BalanceAsync(seeded));

        Assert.True(await HoldAsync(seeded, balance));
        Assert.False(await HoldAsync(seeded, 1));
        Assert.Equal(0, await bench.BalanceAsync(seeded));
        Assert.Equal($"hold {-Held}, hold {-balance}", await EntriesAsync(seeded));
    }

    [Fact]
    public async Task An_entry_of_zero_credits_is_not_written()
    {
        var seeded = await bench.SeedAsync();
        var balance = await bench.BalanceAsync(seeded);

        Assert.True(await HoldAsync(seeded, 0));
        await InTransactionAsync(connection => CreditLedger.SettleAsync(
            connection, seeded.OwnerId, seeded.Id, seeded.PredictionId, 0));

        Assert.Equal($"hold {-Held}", await EntriesAsync(seeded));
        Assert.Equal(balance, await bench.BalanceAsync(seeded));
    }

    private Task WriteAsync(string entry, SeededGeneration seeded) => InTransactionAsync(connection => entry switch
    {
        "grant" => CreditLedger.GrantAsync(connection, seeded.OwnerId, 7, "grant:2026-10", "October"),
        "purchase" => CreditLedger.PurchaseAsync(connection, seeded.OwnerId, 7, "purchase:pi", "A pack"),
        "reverse" => CreditLedger.ReverseAsync(
            connection, seeded.OwnerId, 7, isPurchase: true, "reverse:pi:7", "A refund"),
        "expire" => CreditLedger.ExpireAsync(connection, seeded.OwnerId, 7, "2026-10"),
        "settle" => CreditLedger.SettleAsync(connection, seeded.OwnerId, seeded.Id, seeded.PredictionId, 7),
        "release" => CreditLedger.ReleaseAsync(
            connection, seeded.OwnerId, seeded.Id, seeded.PredictionId, 7, "It failed."),
        "release rest" => CreditLedger.ReleaseRestAsync(connection, seeded.OwnerId, seeded.Id, 7, "It failed."),
        _ => throw new ArgumentException($"There is no entry '{entry}'."),
    });

    private Task<bool> HoldAsync(SeededGeneration seeded, int credits) =>
        bench.Engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.HoldAsync(connection, seeded.OwnerId, Guid.NewGuid(), credits), default);

    private Task InTransactionAsync(Func<NpgsqlConnection, Task> write) =>
        bench.Engine.Get<StudioDatabase>().InTransactionAsync(write, default);

    private Task<string> EntriesAsync(SeededGeneration seeded) => bench.Engine.QueryAsync<string>(
        "select string_agg(kind || ' ' || delta, ', ' order by id) from credit_entries where owner_id = @OwnerId",
        seeded);

    private Task<int> SumAsync(SeededGeneration seeded) => bench.Engine.QueryAsync<int>(
        "select sum(delta)::int from credit_entries where owner_id = @OwnerId", seeded);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
