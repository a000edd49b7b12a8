using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>Plans that are bought again in the month in which their payment was refunded, with a pack of 100.</summary>
public sealed class PlanBoughtAgainTests(Services services) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly FixedClock clock = new(Start);
    private readonly string intent = StripeBody.NewId("pi");
    private readonly string again = StripeBody.NewId("pi");
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
    [InlineData(0, StripeSimulatorOptions.Pro, "400 100")]
    [InlineData(0, StripeSimulatorOptions.Studio, "2100 100")]
    [InlineData(30, StripeSimulatorOptions.Pro, "370 70")]
    [InlineData(150, StripeSimulatorOptions.Studio, "1950 0")]
    public async Task A_plan_bought_again_after_a_full_refund_grants_all_of_its_credits(
        int spent, string price, string credits)
    {
        if (spent > 0)
            await owner.SpendAsync(spent);
        clock.Now = Start.AddDays(3);
        await owner.RefundAsync(intent, 1000);
        await owner.RefundAsync(intent, 3000);

        clock.Now = Start.AddDays(4);
        await owner.PayAsync(again, clock.Now, price);

        Assert.Equal(credits, await owner.CreditsAsync());
    }

    [Fact]
    public async Task A_refund_that_arrives_after_the_plan_was_bought_again_has_the_same_effect()
    {
        clock.Now = Start.AddDays(4);
        await owner.PayAsync(again, clock.Now);
        await owner.RefundAsync(intent, 3000);

        Assert.Equal("400 100", await owner.CreditsAsync());
        await owner.RefundAsync(again, 3000);
        Assert.Equal("100 100", await owner.CreditsAsync());
    }

    [Fact]
    public async Task After_a_refund_of_a_part_a_better_plan_grants_the_difference()
    {
        await owner.RefundAsync(intent, 1500);
        clock.Now = Start.AddDays(1);

        await owner.PayAsync(again, clock.Now, StripeSimulatorOptions.Studio);

        Assert.Equal("1950 100", await owner.CreditsAsync());
    }

    [Fact]
    public async Task An_upgrade_bought_again_after_a_full_refund_grants_the_difference()
    {
        var upgrade = StripeBody.NewId("pi");
        clock.Now = Start.AddDays(1);
        await owner.PayAsync(upgrade, clock.Now, StripeSimulatorOptions.Studio);
        await owner.RefundAsync(upgrade, 3000);
        clock.Now = Start.AddDays(2);

        await owner.PayAsync(again, clock.Now, StripeSimulatorOptions.Studio);

        Assert.Equal("2100 100", await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_of_a_plan_bought_again_takes_back_its_credits(bool isOver)
    {
        await owner.SpendAsync(30);
        await owner.RefundAsync(intent, 3000);
        clock.Now = Start.AddDays(4);
        await owner.PayAsync(again, clock.Now);
        await owner.SpendAsync(50);
        if (isOver)
            clock.Now = Start.AddMonths(1).AddDays(5);

        await owner.RefundAsync(again, 3000);

        clock.Now = Start.AddMonths(1).AddDays(5);
        Assert.Equal("40 20", await owner.CreditsAsync());
    }
}
