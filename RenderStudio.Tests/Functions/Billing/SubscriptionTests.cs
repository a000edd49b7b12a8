using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Plans by subscription, with the clock of the simulator and of the app.</summary>
public sealed class SubscriptionTests(Services services) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero);

    private BillingApp billing = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        billing = await BillingApp.StartAsync(services);
        billing.Clock.Now = Start;
        owner = billing.App.ClientOf("subscriber");
        // Tokens of the client are valid by the real clock only.
        owner.DefaultRequestHeaders.Authorization = new("Bearer", Testing.App.TestTokens.Hs256(new()
        {
            ["sub"] = "subscriber",
            ["exp"] = Start.AddYears(2).ToUnixTimeSeconds(),
        }));
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await billing.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_paid_plan_begins_at_once_grants_its_credits_per_period_and_ends_when_it_is_not_renewed(
        bool oldVersion)
    {
        await billing.ControlAsync("settings", new { oldVersion });
        Assert.Equal(("free", 20), await PlanAsync());

        await SubscribeAsync(StripeSimulatorOptions.Pro);
        Assert.Equal(("pro", 300), await PlanAsync());

        // The first day of a calendar month is not a new period.
        await AtAsync(new(2027, 4, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(("pro", 300), await PlanAsync());

        await AtAsync(Start.AddMonths(1));
        Assert.Equal(("pro", 300), await PlanAsync());
        Assert.Equal("expire 20, expire 300, grant 20, grant 300, grant 300", await EntriesAsync());

        await billing.ChangeAsync(owner, "cancel");
        await billing.DeliveredAsync();
        await AtAsync(Start.AddMonths(2).AddHours(-1));
        Assert.Equal(("pro", 300), await PlanAsync());
        await AtAsync(Start.AddMonths(2));
        Assert.Equal(("free", 20), await PlanAsync());
    }

    [Fact]
    public async Task An_upgrade_has_effect_at_once_and_adds_the_difference()
    {
        await SubscribeAsync(StripeSimulatorOptions.Pro);

        await billing.ChangeAsync(owner, StripeSimulatorOptions.Studio);
        await billing.DeliveredAsync();

        Assert.Equal(("studio", 2000), await PlanAsync());
        await AtAsync(Start.AddMonths(1));
        Assert.Equal(("studio", 2000), await PlanAsync());
    }

    [Fact]
    public async Task A_downgrade_has_effect_at_the_end_of_the_period()
    {
        await SubscribeAsync(StripeSimulatorOptions.Studio);

        await billing.ChangeAsync(owner, StripeSimulatorOptions.Pro);
        await billing.DeliveredAsync();

        Assert.Equal(("studio", 2000), await PlanAsync());
        await AtAsync(Start.AddMonths(1));
        Assert.Equal(("pro", 300), await PlanAsync());
    }

    [Fact]
    public async Task A_renewal_that_is_not_paid_ends_the_plan_with_the_paid_period()
    {
        await SubscribeAsync(StripeSimulatorOptions.Pro);
        await billing.ControlAsync("settings", new { failRenewals = true });

        await AtAsync(Start.AddMonths(1));

        Assert.Equal(("free", 20), await PlanAsync());
    }

    [Fact]
    public async Task A_refunded_period_ends_at_once_and_its_credits_are_taken_back()
    {
        await SubscribeAsync(StripeSimulatorOptions.Pro);
        var paymentIntent = Assert.Single(await billing.IntentsAsync());

        await billing.ControlAsync("refunds", new { paymentIntent, amount = 950 });
        await billing.DeliveredAsync();
        Assert.Equal(("pro", 150), await PlanAsync());
        await billing.ControlAsync("refunds", new { paymentIntent });
        await billing.DeliveredAsync();

        Assert.Equal(0, (await PlanAsync()).Remaining);
    }

    [Fact]
    public async Task Purchased_credits_outlast_the_months_and_monthly_credits_are_spent_first()
    {
        await SubscribeAsync(StripeSimulatorOptions.Pro);
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.DeliveredAsync();
        using var submitted = await SubmitAsync(owner);
        var held = (await UsageAsync(owner)).GetProperty("held").GetInt32();
        Assert.Equal((400 - held, 100), await CreditsAsync());

        await AtAsync(Start.AddMonths(1));

        Assert.Equal((400, 100), await CreditsAsync());
    }

    [Fact]
    public async Task A_second_subscription_is_rejected()
    {
        await SubscribeAsync(StripeSimulatorOptions.Pro);

        using var second = await owner.PostAsJsonAsync(
            "/api/v1/billing/checkout", new { priceId = StripeSimulatorOptions.Studio });

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("subscription_exists", await second.Content.ReadAsStringAsync());
    }

    private async Task SubscribeAsync(string price)
    {
        await billing.BuyAsync(owner, price);
        await billing.DeliveredAsync();
    }

    private async Task AtAsync(DateTimeOffset now)
    {
        await billing.SetClockAsync(now);
        await billing.DeliveredAsync();
    }

    private async Task<(string Plan, int Remaining)> PlanAsync()
    {
        var usage = await UsageAsync(owner);
        return (usage.GetProperty("plan").GetString()!, usage.GetProperty("remaining").GetInt32());
    }

    private async Task<(int Remaining, int Purchased)> CreditsAsync()
    {
        var usage = await UsageAsync(owner);
        return (usage.GetProperty("remaining").GetInt32(), usage.GetProperty("purchased").GetInt32());
    }

    private Task<string?> EntriesAsync() => billing.App.QueryAsync<string>(
        "select string_agg(kind || ' ' || credits, ', ' order by kind, credits) from credit_entries");
}
