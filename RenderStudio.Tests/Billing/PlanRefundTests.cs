using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Billing;

/// <summary>
/// Refunds of plans before and after the end of the month, with 300 credits of the plan, a pack of 100 and 20 credits
/// of the free plan in the next month.
/// </summary>
public sealed class PlanRefundTests(Services services) : IAsyncLifetime
{
    public enum When { BeforeTheEnd, AfterTheEnd, AfterTheNextRead, InTwoParts, TwiceAfterTheEnd }

    private readonly PaidMonth month = new(services);

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

    public ValueTask InitializeAsync() => month.InitializeAsync();

    public ValueTask DisposeAsync() => month.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refund_takes_the_same_before_and_after_the_month_ends(
        When refunded, (int Spent, int Held, int Refunded, string Credits) expected)
    {
        await month.PayAsync();
        if (expected.Spent > 0)
            await month.Owner.SpendAsync(expected.Spent);
        var generation = expected.Held > 0 ? await month.Owner.HoldAsync(expected.Held) : Guid.Empty;

        await RefundAsync(month.Owner, refunded, expected.Refunded, month.Intent);
        await month.Owner.ReleaseAsync(generation, expected.Held);

        Assert.Equal(expected.Credits, await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(60, 3000, "120 100")]
    [InlineData(60, 1500, "180 100")]
    [InlineData(300, 3000, "120 100")]
    [InlineData(330, 3000, "120 100")]
    public async Task A_refund_leaves_the_pack_when_held_credits_were_released_in_the_next_month(
        int held, long refunded, string credits)
    {
        await month.PayAsync();
        var generation = await month.Owner.HoldAsync(held);
        month.Clock.Now = PaidMonth.Start.AddMonths(1);
        await month.Owner.ReadAsync();
        await month.Owner.ReleaseAsync(generation, held);

        await month.Owner.RefundAsync(month.Intent, refunded);

        Assert.Equal(credits, await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_after_a_renewal_leaves_the_credits_of_the_new_month(bool arrivedFirst)
    {
        var next = StripeBody.NewId("pi");
        await month.PayAsync();
        await month.Owner.SpendAsync(40);
        month.Clock.Now = PaidMonth.Start.AddMonths(1);
        if (arrivedFirst)
            await month.Owner.RefundAsync(month.Intent, 3000);
        await month.Owner.PayAsync(next, month.Clock.Now);
        if (!arrivedFirst)
            await month.Owner.RefundAsync(month.Intent, 3000);

        Assert.Equal("360 60", await month.Owner.CreditsAsync());
        await month.Owner.RefundAsync(next, 3000);
        Assert.Equal("60 60", await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(0, "120 100")]
    [InlineData(1800, "20 0")] // 1,700 of the upgrade are kept
    public async Task A_refund_of_one_of_two_plans_of_a_month_takes_the_same_at_any_time(int spent, string credits)
    {
        foreach (var refunded in Enum.GetValues<When>())
        {
            month.Clock.Now = PaidMonth.Start;
            var buyer = await month.BuyerAsync();
            var paid = StripeBody.NewId("pi");
            await buyer.PayAsync(paid, PaidMonth.Start);
            month.Clock.Now = PaidMonth.Start.AddDays(2);
            await buyer.PayAsync(StripeBody.NewId("pi"), month.Clock.Now, StripeSimulatorOptions.Studio);
            if (spent > 0)
                await buyer.SpendAsync(spent);

            await RefundAsync(buyer, refunded, 3000, paid);

            Assert.Equal($"{refunded} {credits}", $"{refunded} {await buyer.CreditsAsync()}");
        }
    }

    [Fact]
    public async Task A_refund_of_two_plans_of_a_month_counts_each_expired_credit_once()
    {
        var upgrade = StripeBody.NewId("pi");
        await month.PayAsync();
        await month.Owner.PayAsync(upgrade, PaidMonth.Start, StripeSimulatorOptions.Studio);
        await month.Owner.SpendAsync(50);
        month.Clock.Now = PaidMonth.Start.AddMonths(2);

        await month.Owner.RefundAsync(upgrade, 3000);
        Assert.Equal("120 100", await month.Owner.CreditsAsync());
        await month.Owner.RefundAsync(month.Intent, 3000);

        Assert.Equal("70 50", await month.Owner.CreditsAsync());
    }

    [Fact]
    public async Task A_payment_that_an_earlier_version_recorded_gets_the_period_of_its_credits()
    {
        await month.PayAsync();
        await month.Engine.ExecuteAsync("update billing_payments set period = null");
        month.Clock.Now = PaidMonth.Start.AddMonths(1);

        await month.Owner.RefundAsync(month.Intent, 3000);

        Assert.Equal("120 100", await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(3000, "100 100")]
    [InlineData(1500, "250 100")]
    public async Task A_refund_that_arrives_before_its_payment_has_the_same_effect(long amount, string credits)
    {
        await month.Owner.RefundAsync(month.Intent, amount);
        await month.PayAsync();

        Assert.Equal(credits, await month.Owner.CreditsAsync());
        month.Clock.Now = PaidMonth.Start.AddMonths(1);
        Assert.Equal("120 100", await month.Owner.CreditsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_of_a_spent_pack_is_not_paid_with_credits_that_are_due_to_expire(bool isRead)
    {
        var buyer = await month.BuyerAsync(month.Intent);
        await buyer.SpendAsync(80);
        await buyer.PayAsync(StripeBody.NewId("pi"), PaidMonth.Start);
        month.Clock.Now = PaidMonth.Start.AddMonths(1);
        if (isRead)
            await buyer.ReadAsync();

        await buyer.RefundAsync(month.Intent, 1000);

        Assert.Equal("-40 0", await buyer.CreditsAsync());
    }

    private async Task RefundAsync(RefundedOwner buyer, When refunded, long amount, string paid)
    {
        if (refunded is When.BeforeTheEnd or When.InTwoParts)
            await buyer.RefundAsync(paid, refunded is When.InTwoParts ? amount / 2 : amount);
        month.Clock.Now = PaidMonth.Start.AddMonths(1).AddDays(3);
        if (refunded is When.AfterTheNextRead)
            await buyer.ReadAsync();
        if (refunded is When.TwiceAfterTheEnd)
            await buyer.RefundAsync(paid, amount / 3);
        await buyer.RefundAsync(paid, amount);
    }
}
