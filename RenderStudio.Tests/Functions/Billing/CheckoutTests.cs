using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Purchases of packs through the checkout page of the simulator, whose events the app receives.</summary>
public sealed class CheckoutTests(Services services) : IAsyncLifetime
{
    private BillingApp billing = null!;

    public async ValueTask InitializeAsync() => billing = await BillingApp.StartAsync(services);

    public ValueTask DisposeAsync() => billing.DisposeAsync();

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task A_purchased_pack_is_granted_once_however_often_its_events_arrive(int copies, bool hold)
    {
        using var owner = billing.App.ClientOf("buyer");
        await billing.ControlAsync("settings", new { copies, hold });

        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.ControlAsync("events/send", new { });
        await billing.DeliveredAsync();

        var usage = await UsageAsync(owner);
        Assert.Equal((120, 100), Remaining(usage));
        Assert.Equal(["purchase", "grant"],
            usage.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_partial_refund_takes_credits_back_in_proportion_and_a_full_one_the_rest()
    {
        using var owner = billing.App.ClientOf("refunded");
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.DeliveredAsync();
        var paymentIntent = Assert.Single(await billing.IntentsAsync());

        await billing.ControlAsync("refunds", new { paymentIntent, amount = 250 });
        await billing.DeliveredAsync();
        Assert.Equal((95, 75), Remaining(await UsageAsync(owner)));

        await billing.ControlAsync("refunds", new { paymentIntent });
        await billing.ControlAsync("disputes", new { paymentIntent, status = "lost" });
        await billing.DeliveredAsync();
        Assert.Equal((20, 0), Remaining(await UsageAsync(owner)));
    }

    [Theory]
    [InlineData("lost", 20)]
    [InlineData("won", 120)]
    public async Task Only_a_lost_dispute_takes_credits_back(string status, int remaining)
    {
        using var owner = billing.App.ClientOf("disputed");
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.ControlAsync(
            "disputes", new { paymentIntent = Assert.Single(await billing.IntentsAsync()), status });
        await billing.DeliveredAsync();

        Assert.Equal(remaining, Remaining(await UsageAsync(owner)).Balance);
    }

    [Fact]
    public async Task A_refund_of_spent_credits_makes_the_balance_negative_and_blocks_submits()
    {
        using var owner = billing.App.ClientOf("spender");
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.DeliveredAsync();
        // Every credit but one is held by a generation.
        await billing.App.QueryAsync<int>("update accounts set balance = 1, purchased = 1");

        await billing.ControlAsync("refunds", new { paymentIntent = Assert.Single(await billing.IntentsAsync()) });
        await billing.DeliveredAsync();

        Assert.Equal((-99, 0), Remaining(await UsageAsync(owner)));
        using var submitted = await SubmitAsync(owner);
        Assert.Equal(HttpStatusCode.PaymentRequired, submitted.StatusCode);
        Assert.Contains("quota_exceeded", await submitted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Concurrent_checkouts_of_one_owner_use_one_customer()
    {
        for (var round = 0; round < 20; round++)
        {
            using var owner = billing.App.ClientOf($"owner-{round}");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
                BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack)));
        }

        Assert.Equal(20, await billing.App.QueryAsync<long>("select count(*) from billing_customers"));
        Assert.Equal(160, await billing.App.QueryAsync<long>("select count(*) from billing_checkouts"));
    }

    [Theory]
    [InlineData("""{"priceId":"price_of_someone_else"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"priceId":5}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"priceId":"price_pack_100","credits":1000000}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task A_checkout_of_no_price_of_ours_is_rejected(string body, HttpStatusCode status)
    {
        using var owner = billing.App.ClientOf("wrong");

        using var answer = await owner.PostAsync("/api/v1/billing/checkout", new StringContent(body));

        Assert.Equal(status, answer.StatusCode);
        if (body == "{}")
            Assert.Contains("priceId: Is required.", await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await billing.App.QueryAsync<long>("select count(*) from billing_checkouts"));
    }

    [Fact]
    public async Task A_failure_of_Stripe_is_answered_503_and_a_later_checkout_succeeds()
    {
        using var owner = billing.App.ClientOf("unlucky");
        await billing.ControlAsync("settings", new { failCalls = true });

        using var failed = await owner.PostAsJsonAsync(
            "/api/v1/billing/checkout", new { priceId = StripeSimulatorOptions.Pack });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.NotNull(failed.Headers.RetryAfter);
        await billing.ControlAsync("settings", new { failCalls = false });
        Assert.StartsWith(
            billing.Stripe.Address.ToString(), await BillingApp.CheckoutAsync(owner, StripeSimulatorOptions.Pack));
    }

    [Fact]
    public async Task The_portal_of_an_owner_without_purchases_is_not_found()
    {
        using var owner = billing.App.ClientOf("no-purchase");

        using var answer = await owner.PostAsync("/api/v1/billing/portal", null);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_billing_is_off_and_its_endpoints_say_so()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var owner = app.ClientOf("no-billing");

        using var checkout = await owner.PostAsJsonAsync("/api/v1/billing/checkout", new { priceId = "a" });
        using var portal = await owner.PostAsync("/api/v1/billing/portal", null);
        using var webhook = await app.Http.PostAsync("/api/v1/webhooks/stripe", new StringContent("{}"));

        foreach (var answer in new[] { checkout, portal, webhook })
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("billing_not_configured", problem.GetProperty("code").GetString());
        }
    }

    private static (int Balance, int Purchased) Remaining(JsonElement usage) =>
        (usage.GetProperty("remaining").GetInt32(), usage.GetProperty("purchased").GetInt32());
}
