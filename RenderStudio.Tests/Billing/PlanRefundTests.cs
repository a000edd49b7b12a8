using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// Refunds of plans before and after the end of the month, with 300 credits of the plan, a pack of 100 and 20 credits
/// of the free plan in the next month.
/// </summary>
public sealed class PlanRefundTests(Services services) : IAsyncLifetime
{
    public enum When { BeforeTheEnd, AfterTheEnd, AfterTheNextRead, InTwoParts, TwiceAfterTheEnd }

    private const int Pack = 100;

    private static readonly DateTimeOffset Start = new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly FixedClock clock = new(Start);
    private readonly string intent = StripeBody.NewId("pi");
    private Engine engine = null!;
    private RefundedOwner owner = null!;

    public static MatrixTheoryData<When, (int Spent, int Held, int Refunded, string Credits)> Cases { get; } = new(
        Enum.GetValues<When>(),
        [
            (0, 0, 3000, "120 100"), // everything expired: the pack remains
            (0, 0, 1500, "120 100"),
            (30, 0, 3000, "90 70"), // 30 were spent
            (30, 0, 1500, "120 100"), // 150 are kept, of which 30 were spent
            (250, 0, 1500, "20 0"), // 150 are kept, 100 more were spent
            (250, 0, 3000, "-130 0"),
            (0, 60, 3000, "120 100"), // the pack replaces the held credits and gets them back
            (0, 60, 1500, "180 100"), // the held credits are among those that are kept
            (200, 100, 1500, "70 70"), // the credits of the next month paid for 20 that were spent
            (200, 100, 2000, "20 20"),
        ]);

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(clock), BillingApp.Settings());
        owner = await RefundedOwner.CreateAsync(engine, Pack);
        await owner.BuyPackAsync();
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refund_takes_the_same_before_and_after_the_month_ends(
        When refunded, (int Spent, int Held, int Refunded, string Credits) expected)
    {
        await owner.PayAsync(intent, Start);
        if (expected.Spent > 0)
            await owner.SpendAsync(expected.Spent);
        var generation = expected.Held > 0 ? await owner.HoldAsync(expected.Held) : Guid.Empty;

        await RefundAsync(refunded, expected.Refunded);
        await owner.ReleaseAsync(generation, expected.Held);

        Assert.Equal(expected.Credits, await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(60, 3000, "120 100")]
    [InlineData(60, 1500, "180 100")]
    [InlineData(300, 3000, "120 100")]
    [InlineData(330, 3000, "120 100")]
    public async Task A_refund_leaves_the_pack_when_held_credits_were_released_in_the_next_month(
        int held, long refunded, string credits)
    {
        await owner.PayAsync(intent, Start);
        var generation = await owner.HoldAsync(held);
        clock.Now = Start.AddMonths(1);
        await owner.ReadAsync();
        await owner.ReleaseAsync(generation, held);

        await owner.RefundAsync(intent, refunded);

        Assert.Equal(credits, await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_after_a_renewal_leaves_the_credits_of_the_new_month(bool arrivedFirst)
    {
        var next = StripeBody.NewId("pi");
        await owner.PayAsync(intent, Start);
        await owner.SpendAsync(40);
        clock.Now = Start.AddMonths(1);
        if (arrivedFirst)
            await owner.RefundAsync(intent, 3000);
        await owner.PayAsync(next, clock.Now);
        if (!arrivedFirst)
            await owner.RefundAsync(intent, 3000);

        Assert.Equal("360 60", await owner.CreditsAsync());
        await owner.RefundAsync(next, 3000);
        Assert.Equal("60 60", await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(0, "120 100")]
    [InlineData(1800, "20 0")] // 1,700 of the upgrade are kept
    public async Task A_refund_of_one_of_two_plans_of_a_month_takes_the_same_at_any_time(int spent, string credits)
    {
        foreach (var refunded in Enum.GetValues<When>())
        {
            clock.Now = Start;
            owner = await RefundedOwner.CreateAsync(engine, Pack);
            await owner.BuyPackAsync();
            var paid = StripeBody.NewId("pi");
            await owner.PayAsync(paid, Start);
            clock.Now = Start.AddDays(2);
            await owner.PayAsync(StripeBody.NewId("pi"), clock.Now, StripeSimulatorOptions.Studio);
            if (spent > 0)
                await owner.SpendAsync(spent);

            await RefundAsync(refunded, 3000, paid);

            Assert.Equal($"{refunded} {credits}", $"{refunded} {await owner.CreditsAsync()}");
        }
    }

    [Fact]
    public async Task A_refund_of_two_plans_of_a_month_counts_each_expired_credit_once()
    {
        var upgrade = StripeBody.NewId("pi");
        await owner.PayAsync(intent, Start);
        await owner.PayAsync(upgrade, Start, StripeSimulatorOptions.Studio);
        await owner.SpendAsync(50);
        clock.Now = Start.AddMonths(2);

        await owner.RefundAsync(upgrade, 3000);
        Assert.Equal("120 100", await owner.CreditsAsync());
        await owner.RefundAsync(intent, 3000);

        Assert.Equal("70 50", await owner.CreditsAsync());
    }

    [Fact]
    public async Task A_payment_that_an_earlier_version_recorded_gets_the_period_of_its_credits()
    {
        await owner.PayAsync(intent, Start);
        await engine.ExecuteAsync("update billing_payments set period = null");
        clock.Now = Start.AddMonths(1);

        await owner.RefundAsync(intent, 3000);

        Assert.Equal("120 100", await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(3000, "100 100")]
    [InlineData(1500, "250 100")]
    public async Task A_refund_that_arrives_before_its_payment_has_the_same_effect(long amount, string credits)
    {
        await owner.RefundAsync(intent, amount);
        await owner.PayAsync(intent, Start);

        Assert.Equal(credits, await owner.CreditsAsync());
        clock.Now = Start.AddMonths(1);
        Assert.Equal("120 100", await owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_of_a_spent_pack_is_not_paid_with_credits_that_are_due_to_expire(bool isRead)
    {
        var buyer = await RefundedOwner.CreateAsync(engine, Pack);
        await buyer.BuyPackAsync(intent);
        await buyer.SpendAsync(80);
        await buyer.PayAsync(StripeBody.NewId("pi"), Start);
        clock.Now = Start.AddMonths(1);
        if (isRead)
            await buyer.ReadAsync();

        await buyer.RefundAsync(intent, 1000);

        Assert.Equal("-40 0", await buyer.CreditsAsync());
    }

    private async Task RefundAsync(When refunded, long amount, string? paid = null)
    {
        paid ??= intent;
        if (refunded is When.BeforeTheEnd or When.InTwoParts)
            await owner.RefundAsync(paid, refunded is When.InTwoParts ? amount / 2 : amount);
        clock.Now = Start.AddMonths(1).AddDays(3);
        if (refunded is When.AfterTheNextRead)
            await owner.ReadAsync();
        if (refunded is When.TwiceAfterTheEnd)
            await owner.RefundAsync(paid, amount / 3);
        await owner.RefundAsync(paid, amount);
    }
}
