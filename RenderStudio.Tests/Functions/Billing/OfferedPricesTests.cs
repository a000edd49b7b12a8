using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>What the offer tells of prices of every kind that Stripe can sell.</summary>
public sealed class OfferedPricesTests(Services services)
{
    [Fact]
    public async Task Plans_are_ordered_by_their_rank_and_not_by_their_credits()
    {
        await using var billing = await BillingApp.StartAsync(
            services, settings: ("Plans:Pro:CreditsPerMonth", "5000"));

        Assert.Equal(
            ["price_pro_monthly", "price_studio_monthly", "price_pack_100"],
            (await PricesAsync(billing)).Select(price => price.GetProperty("priceId").GetString()));
    }

    [Fact]
    public async Task Only_subscriptions_by_one_month_or_one_year_are_offered()
    {
        SimulatedPrice[] sold =
        [
            new("price_month", 1, IsMonthly: true), new("price_year", 2, IsMonthly: true) { Interval = "year" },
            new("price_quarter", 3, IsMonthly: true) { IntervalCount = 3 },
            new("price_years", 4, IsMonthly: true) { Interval = "year", IntervalCount = 2 },
            new("price_week", 5, IsMonthly: true) { Interval = "week" },
            new("price_day", 6, IsMonthly: true) { Interval = "day" },
        ];
        await using var billing = await BillingApp.StartAsync(
            services, sold, [.. sold.Select(price => ($"Billing:Prices:{price.Id}", "pro"))]);

        Assert.Equal(
            ["price_month month", "price_year year"],
            (await PricesAsync(billing)).Select(price =>
                $"{price.GetProperty("priceId")} {price.GetProperty("interval")}"));
    }

    [Fact]
    public async Task Amounts_tell_how_many_decimals_Stripe_gives_them()
    {
        string[] currencies = ["aud", "jpy", "isk", "kwd", "ugx", "huf", "twd", "mga"];
        SimulatedPrice[] sold =
        [
            .. currencies.Select(currency => new SimulatedPrice($"price_{currency}", 5000, IsMonthly: false)
            {
                Currency = currency,
            }),
        ];
        await using var billing = await BillingApp.StartAsync(
            services, sold, [.. sold.Select(price => ($"Billing:Prices:{price.Id}", "100"))]);

        Assert.Equal(
            ["aud 2", "huf 2", "isk 2", "jpy 0", "kwd 3", "mga 0", "twd 2", "ugx 2"],
            (await PricesAsync(billing)).Select(price =>
                $"{price.GetProperty("currency")} {price.GetProperty("amountDecimals")}").Order());
    }

    private static async Task<JsonElement[]> PricesAsync(BillingApp billing)
    {
        using var owner = billing.App.ClientOf("reader");
        var offer = await owner.GetFromJsonAsync<JsonElement>("/api/v1/billing");
        return [.. offer.GetProperty("prices").EnumerateArray()];
    }
}
