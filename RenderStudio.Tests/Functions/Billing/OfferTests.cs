using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Billing;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>What the app tells an owner about plans and prices.</summary>
public sealed class OfferTests(Services services) : IAsyncLifetime
{
    private BillingApp billing = null!;

    public async ValueTask InitializeAsync() => billing = await BillingApp.StartAsync(services);

    public ValueTask DisposeAsync() => billing.DisposeAsync();

    [Fact]
    public async Task The_offer_lists_every_plan_and_every_price_with_its_amount()
    {
        using var owner = billing.App.ClientOf("reader");

        var offer = await owner.GetFromJsonAsync<JsonElement>("/api/v1/billing");

        Assert.Equal(["free 20", "pro 300", "studio 2000"], offer.GetProperty("plans").EnumerateArray()
            .Select(plan => $"{plan.GetProperty("id")} {plan.GetProperty("creditsPerMonth")}"));
        Assert.Equal(
            [
                "price_pro_monthly pro 300 1900 aud month", "price_studio_monthly studio 2000 9900 aud month",
                "price_pack_100  100 1000 aud ",
            ],
            offer.GetProperty("prices").EnumerateArray().Select(Describe));
        Assert.Equal((false, false), Bought(offer));
    }

    [Fact]
    public async Task The_offer_of_a_buyer_has_a_portal_and_tells_of_the_subscription()
    {
        using var owner = billing.App.ClientOf("subscriber");

        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.DeliveredAsync();
        var afterPack = Bought(await owner.GetFromJsonAsync<JsonElement>("/api/v1/billing"));
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pro);
        await billing.DeliveredAsync();

        Assert.Equal((true, false), afterPack);
        Assert.Equal((true, true), Bought(await owner.GetFromJsonAsync<JsonElement>("/api/v1/billing")));
    }

    [Fact]
    public async Task Known_prices_remain_while_Stripe_fails_and_without_them_the_answer_is_503()
    {
        using var owner = billing.App.ClientOf("patient");
        await billing.ControlAsync("settings", new { failLists = true });
        using var failed = await owner.GetAsync("/api/v1/billing");
        await billing.ControlAsync("settings", new { failLists = false });
        var read = await owner.GetStringAsync("/api/v1/billing");
        await billing.ControlAsync("settings", new { failLists = true });
        billing.Clock.Now += TimeSpan.FromMinutes(6);
        var late = await owner.GetStringAsync("/api/v1/billing");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Contains(StripeSimulatorOptions.Pack, read);
        Assert.Equal(read, late);
    }

    [Fact]
    public async Task Without_a_key_of_Stripe_the_offer_lists_the_plans_and_no_price()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var owner = app.ClientOf("no-billing");

        var offer = await owner.GetFromJsonAsync<JsonElement>("/api/v1/billing");

        Assert.Equal(3, offer.GetProperty("plans").GetArrayLength());
        Assert.Equal(0, offer.GetProperty("prices").GetArrayLength());
        Assert.Equal((false, false), Bought(offer));
    }

    [Fact]
    public async Task A_buyer_has_no_portal_and_no_subscription_after_billing_is_switched_off()
    {
        using var owner = billing.App.ClientOf("once");
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pro);
        await billing.DeliveredAsync();
        var off = ActivatorUtilities.CreateInstance<GetOffer>(
            billing.App.Services, Options.Create(new BillingOptions()));

        var result = await off.RunAsync(new(await billing.App.OwnerOfAsync(owner, "once")), default);

        Assert.False(result.Failed(out _, out var offer));
        Assert.Equal((false, false), (offer.HasPortal, offer.HasSubscription));
    }

    private static string Describe(JsonElement price) => string.Join(' ',
        ((string[])["priceId", "plan", "credits", "amount", "currency", "interval"])
            .Select(name => price.GetProperty(name)));

    private static (bool Portal, bool Subscription) Bought(JsonElement offer) =>
        (offer.GetProperty("hasPortal").GetBoolean(), offer.GetProperty("hasSubscription").GetBoolean());
}
