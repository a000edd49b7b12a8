using System.Net;
using System.Net.Http.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>An owner can pay one checkout for a plan at a time, so that the owner cannot subscribe twice.</summary>
public sealed class OpenCheckoutTests(Services services) : IAsyncLifetime
{
    private readonly HttpClient browser = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private BillingApp billing = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        billing = await BillingApp.StartAsync(services);
        owner = billing.App.ClientOf("subscriber");
        // Valid after the clock is moved.
        owner.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.Hs256(new()
        {
            ["sub"] = "subscriber",
            ["exp"] = billing.Clock.Now.AddMonths(3).ToUnixTimeSeconds(),
        }));
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        owner.Dispose();
        await billing.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_checkout_for_a_plan_closes_the_older_one()
    {
        var first = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pro);
        var second = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Studio);

        Assert.False(await PayAsync(first));
        Assert.True(await PayAsync(second));
        await billing.DeliveredAsync();

        Assert.Single(await billing.IntentsAsync());
        Assert.Equal("studio", (await UsageAsync(owner)).Text("plan"));
    }

    [Fact]
    public async Task Of_checkouts_for_plans_that_begin_at_once_exactly_one_can_be_paid()
    {
        for (var round = 0; round < 5; round++)
        {
            using var one = billing.App.ClientOf($"hasty-{round}");
            var before = (await billing.IntentsAsync()).Count;
            var pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
                BillingApp.CheckoutAsync(one, StripeSimulatorOptions.Pro)));

            foreach (var page in pages)
                await PayAsync(page);

            Assert.Equal(before + 1, (await billing.IntentsAsync()).Count);
        }
    }

    [Fact]
    public async Task A_checkout_for_a_plan_is_rejected_while_the_events_of_a_paid_one_are_missing()
    {
        await billing.ControlAsync("settings", new { hold = true });
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pro);
        Assert.Equal("free", (await UsageAsync(owner)).Text("plan"));

        using var second = await CheckoutAsync(StripeSimulatorOptions.Studio);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains("subscription_exists", await second.Content.ReadAsStringAsync());
        await billing.ControlAsync("settings", new { hold = false });
        await billing.ControlAsync("events/send", new { });
        await billing.DeliveredAsync();
        Assert.Equal("pro", (await UsageAsync(owner)).Text("plan"));
    }

    [Fact]
    public async Task Checkouts_for_packs_and_those_of_other_owners_stay_open()
    {
        using var other = billing.App.ClientOf("other");
        string[] open =
        [
            await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack),
            await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack),
            await BillingApp.CheckoutAsync(other, StripeSimulatorOptions.Pro),
            await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pro),
            await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack),
        ];

        foreach (var page in open)
            Assert.True(await PayAsync(page), page);
    }

    [Fact]
    public async Task A_newer_checkout_for_a_plan_closes_all_older_ones_of_several_pages()
    {
        await billing.ControlAsync("settings", new { pageSize = 2 });
        var first = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pro);
        for (var packs = 0; packs < 4; packs++)
            await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack);

        var last = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Studio);

        Assert.False(await PayAsync(first));
        Assert.True(await PayAsync(last));
    }

    [Fact]
    public async Task The_page_of_an_expired_checkout_says_so_and_has_no_button()
    {
        var first = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pro);
        var second = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Studio);

        var expired = await browser.GetStringAsync(first);
        Assert.Contains("This checkout is expired.", expired);
        Assert.DoesNotContain("<button>", expired);
        Assert.Contains("<button>", await browser.GetStringAsync(second));
        await PayAsync(second);
        Assert.Contains("This checkout is complete.", await browser.GetStringAsync(second));
    }

    [Fact]
    public async Task A_subscription_that_has_ended_allows_another_one()
    {
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pro);
        await billing.DeliveredAsync();
        await billing.ChangeAsync(owner, "cancel");
        await billing.SetClockAsync(billing.Clock.Now.AddMonths(1).AddDays(1));
        await billing.DeliveredAsync();

        Assert.True(await PayAsync(await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Studio)));
    }

    [Fact]
    public async Task A_checkout_for_which_Stripe_could_not_close_the_older_one_is_answered_503()
    {
        var first = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pro);
        await billing.ControlAsync("settings", new { failLists = true });

        using var second = await CheckoutAsync(StripeSimulatorOptions.Studio);
        await billing.ControlAsync("settings", new { failLists = false });
        var third = await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Studio);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.False(await PayAsync(first));
        Assert.True(await PayAsync(third));
    }

    private Task<HttpResponseMessage> CheckoutAsync(string price) =>
        owner.PostAsJsonAsync("/api/v1/billing/checkout", new { priceId = price });

    /// <summary>Presses the button of a checkout page.</summary>
    /// <returns>False when the session is no longer open.</returns>
    private async Task<bool> PayAsync(string page)
    {
        using var answer = await browser.PostAsync($"{page}/pay", null);
        return answer.StatusCode == HttpStatusCode.SeeOther;
    }
}
