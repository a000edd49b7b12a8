using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Usage;

/// <summary>The part of the balance that does not expire, through every kind of entry.</summary>
[Collection<OnTheWorkbench>]
public sealed class PurchasedCreditTests(Workbench bench) : IAsyncLifetime
{
    private const int Monthly = 10, Pack = 100;

    private readonly Guid generation = Guid.NewGuid();
    private Guid owner;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        owner = (await bench.SeedAsync()).OwnerId;
        await bench.Engine.ExecuteAsync(
            "update accounts set balance = @Monthly where owner_id = @owner", new { Monthly, owner });
        await DoAsync(connection => CreditLedger.PurchaseAsync(connection, owner, Pack, "purchase:pi", "A pack"));
    }

    [Theory]
    [InlineData(4, 106, 100)]
    [InlineData(10, 100, 100)]
    [InlineData(25, 85, 85)]
    [InlineData(110, 0, 0)]
    public async Task A_hold_spends_monthly_credits_first(int credits, int balance, int purchased)
    {
        await HoldAsync(credits);

        await HasAsync(balance, purchased);
    }

    [Theory]
    [InlineData(25, 25, 110, 100)] // released completely: as before
    [InlineData(25, 5, 90, 90)] // 20 spent, 10 of them monthly credits
    [InlineData(25, 15, 100, 100)]
    [InlineData(25, 20, 105, 100)]
    public async Task A_release_returns_purchased_credits_first(int held, int released, int balance, int purchased)
    {
        await HoldAsync(held);

        await ReleaseAsync(released);

        await HasAsync(balance, purchased);
    }

    [Fact]
    public async Task Releases_of_several_predictions_return_each_purchased_credit_once()
    {
        await HoldAsync(40);

        await ReleaseAsync(10);
        await ReleaseAsync(15);
        await ReleaseAsync(15);

        await HasAsync(Monthly + Pack, Pack);
    }

    [Fact]
    public async Task A_reversal_takes_purchased_credits_and_leaves_monthly_ones()
    {
        await ReverseAsync(Pack);

        await HasAsync(Monthly, 0);
    }

    [Fact]
    public async Task Credits_that_are_released_after_their_reversal_pay_the_debt_first()
    {
        await HoldAsync(60);
        await ReverseAsync(Pack);
        await HasAsync(-50, 0);

        await ReleaseAsync(60);

        await HasAsync(10, 10);
    }

    [Fact]
    public async Task A_purchase_pays_a_debt_first_and_only_the_rest_is_available()
    {
        await HoldAsync(60);
        await ReverseAsync(Pack);

        await DoAsync(connection => CreditLedger.PurchaseAsync(connection, owner, 70, "purchase:other", "A pack"));

        await HasAsync(20, 20);
    }

    [Fact]
    public async Task A_negative_balance_holds_nothing()
    {
        await HoldAsync(60);
        await ReverseAsync(Pack);

        Assert.False(await bench.Engine.Get<StudioDatabase>().InTransactionAsync(
            connection => CreditLedger.HoldAsync(connection, owner, Guid.NewGuid(), 1), default));
        await HasAsync(-50, 0);
    }

    [Fact]
    public async Task Concurrent_entries_keep_the_purchased_part_equal_to_the_sum_of_its_changes()
    {
        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => (number % 3) switch
        {
            0 => DoAsync(connection => CreditLedger.HoldAsync(connection, owner, Guid.NewGuid(), 9)),
            1 => DoAsync(connection => CreditLedger.PurchaseAsync(
                connection, owner, 7, $"purchase:{number}", "A pack")),
            _ => DoAsync(connection => CreditLedger.ReverseAsync(
                connection, owner, 5, isPurchase: true, $"reverse:{number}", "A refund")),
        }));

        await HasAsync(Monthly + Pack - (8 * 9) + (8 * 7) - (8 * 5), await SumAsync());
    }

    private Task<int> SumAsync() => bench.Engine.QueryAsync<int>(
        "select sum(purchased)::int from credit_entries where owner_id = @owner", new { owner });

    private Task HoldAsync(int credits) =>
        DoAsync(connection => CreditLedger.HoldAsync(connection, owner, generation, credits));

    private Task ReleaseAsync(int credits) => DoAsync(connection =>
        CreditLedger.ReleaseAsync(connection, owner, generation, Guid.NewGuid(), credits, "It failed."));

    private Task ReverseAsync(int credits) => DoAsync(connection => CreditLedger.ReverseAsync(
        connection, owner, credits, isPurchase: true, "reverse:pi", "A refund"));

    private async Task HasAsync(int balance, int purchased) => Assert.Equal(
        $"{balance} {purchased}",
        await bench.Engine.QueryAsync<string>(
            "select balance || ' ' || purchased from accounts where owner_id = @owner", new { owner }));

    private Task DoAsync(Func<NpgsqlConnection, Task> write) =>
        bench.Engine.Get<StudioDatabase>().InTransactionAsync(write, default);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
