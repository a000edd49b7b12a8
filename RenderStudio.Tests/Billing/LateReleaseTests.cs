using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// Refunds of a plan of 300 credits that were held when its month ended and released in the next month, with a pack of
/// 100 and 20 credits of the free plan in each later month.
/// </summary>
public sealed class LateReleaseTests(Services services) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly FixedClock clock = new(Start);
    private readonly string intent = StripeBody.NewId("pi");
    private Engine engine = null!;
    private RefundedOwner owner = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(clock), BillingApp.Settings());
        owner = await RefundedOwner.CreateAsync(engine, 100);
        await owner.BuyPackAsync();
        await owner.PayAsync(intent, Start);
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

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
            await owner.SpendAsync(spent);
        clock.Now = Start.AddMonths(2);

        await owner.RefundAsync(intent, refunded);

        Assert.Equal(credits, await owner.CreditsAsync());
    }

    [Fact]
    public async Task Refunds_in_two_months_count_each_expired_credit_once()
    {
        await ReleaseInNextMonthAsync(100);
        await owner.RefundAsync(intent, 2500);
        Assert.Equal("170 100", await owner.CreditsAsync());
        clock.Now = Start.AddMonths(2);

        await owner.RefundAsync(intent, 3000);

        Assert.Equal("120 100", await owner.CreditsAsync());
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
        var generation = await owner.HoldAsync(held);
        foreach (var refunded in refunds)
            await owner.RefundAsync(intent, refunded);

        await owner.ReleaseAsync(generation, held);

        Assert.Equal(credits, await owner.CreditsAsync());
    }

    private async Task ReleaseInNextMonthAsync(int held)
    {
        var generation = await owner.HoldAsync(held);
        clock.Now = Start.AddMonths(1);
        await owner.ReadAsync();
        await owner.ReleaseAsync(generation, held);
    }
}
