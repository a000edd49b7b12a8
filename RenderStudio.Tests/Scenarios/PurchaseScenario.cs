using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>An owner buys a pack at the simulated Stripe, spends more than the plan grants, and is refunded.</summary>
public sealed class PurchaseScenario(SharedStudio shared)
{
    [Fact]
    public async Task A_purchased_pack_is_spent_and_its_refund_leaves_a_debt_that_blocks_submits()
    {
        var studio = await shared.RunningAsync();
        using var http = await studio.ClientAsync("free");
        using var user = new StudioUser(http);
        using var stripe = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = (await studio.StatusAsync()).StripeUrl,
        };

        var intent = await BuyAsync(http, stripe);
        await RemainingBecomesAsync(http, 120);
        // Six credits each; the plan grants twenty.
        for (var generation = 0; generation < 5; generation++)
        {
            await user.SucceededAsync(await user.SubmitAsync(
                new { mode = "imagine", prompt = "a den", variants = 2, model = "black-forest-labs/flux-dev" }));
        }

        var usage = await user.GetAsync("/api/v1/usage");
        var used = usage.GetProperty("used").GetInt32();
        Assert.True(used > 20, $"Only {used} credits were used.");
        Assert.Equal(usage.GetProperty("remaining").GetInt32(), usage.GetProperty("purchased").GetInt32());

        using var refunded = await stripe.PostAsJsonAsync("/_sim/refunds", new { paymentIntent = intent });
        Assert.Equal(HttpStatusCode.NoContent, refunded.StatusCode);
        await RemainingBecomesAsync(http, 20 - used);
        using var blocked = await http.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "another den" });
        Assert.Equal(HttpStatusCode.PaymentRequired, blocked.StatusCode);
    }

    private static async Task<string> BuyAsync(HttpClient owner, HttpClient stripe)
    {
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/billing/checkout", new { priceId = StripeSimulatorOptions.Pack });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var page = new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!);
        var before = await IntentsAsync(stripe);
        using var paid = await stripe.PostAsync($"{page.AbsolutePath}/pay", null);
        Assert.Equal(HttpStatusCode.SeeOther, paid.StatusCode);
        return Assert.Single((await IntentsAsync(stripe)).Except(before));
    }

    private static async Task<IReadOnlyList<string>> IntentsAsync(HttpClient stripe) =>
    [
        .. (await stripe.GetFromJsonAsync<JsonElement>("/_sim/payments")).GetProperty("items").EnumerateArray()
            .Select(payment => payment.GetProperty("intent").GetString()!),
    ];

    private static Task<int> RemainingBecomesAsync(HttpClient owner, int credits) => Eventually.BecomesAsync(
        async () => (await owner.GetFromJsonAsync<JsonElement>("/api/v1/usage")).GetProperty("remaining").GetInt32(),
        remaining => remaining == credits);
}
