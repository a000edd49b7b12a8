using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Billing;

/// <summary>Plans that are bought again in the month in which their payment was refunded, with a pack of 100.</summary>
public sealed class PlanBoughtAgainTests(Services services) : IAsyncLifetime
{
    private readonly PaidMonth month = new(services);
    private readonly string again = StripeBody.NewId("pi");

    public async ValueTask InitializeAsync()
    {
        await month.InitializeAsync();
        await month.PayAsync();
    }

    public ValueTask DisposeAsync() => month.DisposeAsync();

    [Theory]
    [InlineData(0, StripeSimulatorOptions.Pro, "400 100")]
    [InlineData(0, StripeSimulatorOptions.Studio, "2100 100")]
    [InlineData(30, StripeSimulatorOptions.Pro, "370 70")]
    [InlineData(150, StripeSimulatorOptions.Studio, "1950 0")]
    public async Task A_plan_bought_again_after_a_full_refund_grants_all_of_its_credits(
        int spent, string price, string credits)
    {
        if (spent > 0)
            await month.Owner.SpendAsync(spent);
        month.Clock.Now = PaidMonth.Start.AddDays(3);
        await month.Owner.RefundAsync(month.Intent, 1000);
        await month.Owner.RefundAsync(month.Intent, 3000);

        month.Clock.Now = PaidMonth.Start.AddDays(4);
        await month.Owner.PayAsync(again, month.Clock.Now, price);

        Assert.Equal(credits, await month.Owner.CreditsAsync());
    }

    [Fact]
    public async Task A_refund_that_arrives_after_the_plan_was_bought_again_has_the_same_effect()
    {
        month.Clock.Now = PaidMonth.Start.AddDays(4);
        await month.Owner.PayAsync(again, month.Clock.Now);
        await month.Owner.RefundAsync(month.Intent, 3000);

        Assert.Equal("400 100", await month.Owner.CreditsAsync());
        await month.Owner.RefundAsync(again, 3000);
        Assert.Equal("100 100", await month.Owner.CreditsAsync());
    }

    [Fact]
    public async Task After_a_refund_of_a_part_a_better_plan_grants_the_difference()
    {
        await month.Owner.RefundAsync(month.Intent, 1500);
        month.Clock.Now = PaidMonth.Start.AddDays(1);

        await month.Owner.PayAsync(again, month.Clock.Now, StripeSimulatorOptions.Studio);

        Assert.Equal("1950 100", await month.Owner.CreditsAsync());
    }

    [Fact]
    public async Task An_upgrade_bought_again_after_a_full_refund_grants_the_difference()
    {
        var upgrade = StripeBody.NewId("pi");
        month.Clock.Now = PaidMonth.Start.AddDays(1);
        await month.Owner.PayAsync(upgrade, month.Clock.Now, StripeSimulatorOptions.Studio);
        await month.Owner.RefundAsync(upgrade, 3000);
        month.Clock.Now = PaidMonth.Start.AddDays(2);

        await month.Owner.PayAsync(again, month.Clock.Now, StripeSimulatorOptions.Studio);

        Assert.Equal("2100 100", await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_of_a_plan_bought_again_takes_back_its_credits(bool isOver)
    {
        await month.Owner.SpendAsync(30);
        await month.Owner.RefundAsync(month.Intent, 3000);
        month.Clock.Now = PaidMonth.Start.AddDays(4);
        await month.Owner.PayAsync(again, month.Clock.Now);
        await month.Owner.SpendAsync(50);
        if (isOver)
            month.Clock.Now = PaidMonth.Start.AddMonths(1).AddDays(5);

        await month.Owner.RefundAsync(again, 3000);

        month.Clock.Now = PaidMonth.Start.AddMonths(1).AddDays(5);
        Assert.Equal("40 20", await month.Owner.CreditsAsync());
    }
}
