using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// Refunds of a plan of 300 credits that were held when its month ended and released in the next month, with a pack of
/// 100 and 20 credits of the free plan in each later month.
/// </summary>
public sealed class LateReleaseTests(Services services) : IAsyncLifetime
{
    private readonly PaidMonth month = new(services);

    public async ValueTask InitializeAsync()
    {
        await month.InitializeAsync();
        await month.PayAsync();
    }

    public ValueTask DisposeAsync() => month.DisposeAsync();

    [Theory]
    [InlineData(100, 0, 3000, "120 100")]
    [InlineData(100, 0, 1500, "120 100")]
    [InlineData(330, 0, 3000, "120 100")]
    [InlineData(100, 40, 3000, "100 80")] // 20 of the plan were spent
    public async Task Credits_that_expired_in_the_month_of_their_release_are_not_taken_back(
        int held, int spent, long refunded, string credits)
    {
        await ReleaseInNextMonthAsync(held);
        if (spent > 0)
            await month.Owner.SpendAsync(spent);
        month.Clock.Now = PaidMonth.Start.AddMonths(2);

        await month.Owner.RefundAsync(month.Intent, refunded);

        Assert.Equal(credits, await month.Owner.CreditsAsync());
    }

    [Fact]
    public async Task Refunds_in_two_months_count_each_expired_credit_once()
    {
        await ReleaseInNextMonthAsync(100);
        await month.Owner.RefundAsync(month.Intent, 2500);
        Assert.Equal("170 100", await month.Owner.CreditsAsync());
        month.Clock.Now = PaidMonth.Start.AddMonths(2);

        await month.Owner.RefundAsync(month.Intent, 3000);

        Assert.Equal("120 100", await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(320, "120 100", 3000)]
    [InlineData(320, "270 100", 1500)]
    [InlineData(320, "120 100", 1500, 3000)]
    [InlineData(100, "120 100", 3000)]
    [InlineData(100, "120 100", 2700, 3000)]
    public async Task Purchased_credits_that_replace_released_ones_of_a_new_hold_come_back(
        int held, string credits, params int[] refunds)
    {
        await ReleaseInNextMonthAsync(300);
        var generation = await month.Owner.HoldAsync(held);
        foreach (var refunded in refunds)
            await month.Owner.RefundAsync(month.Intent, refunded);

        await month.Owner.ReleaseAsync(generation, held);

        Assert.Equal(credits, await month.Owner.CreditsAsync());
    }

    private async Task ReleaseInNextMonthAsync(int held)
    {
        var generation = await month.Owner.HoldAsync(held);
        month.Clock.Now = PaidMonth.Start.AddMonths(1);
        await month.Owner.ReadAsync();
        await month.Owner.ReleaseAsync(generation, held);
    }
}
