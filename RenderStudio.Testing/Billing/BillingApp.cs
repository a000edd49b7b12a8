using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Local.Children;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Billing;

/// <summary>The app and a Stripe simulator with the same clock, which stands still until a test sets it.</summary>
public sealed class BillingApp : IAsyncDisposable
{
    private readonly HttpClient browser;

    private BillingApp(RunningApp app, StripeSimulator stripe, FixedClock clock)
    {
        (App, Stripe, Clock) = (app, stripe, clock);
        browser = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = stripe.Address };
    }

    public RunningApp App { get; }

    public StripeSimulator Stripe { get; }

    public FixedClock Clock { get; }

    public static (string Key, string Value)[] Settings(string apiBase = "http://127.0.0.1:9") =>
    [
        ("Billing:SecretKey", StripeSimulatorOptions.SimulatedKey),
        ("Billing:WebhookSecrets:0", "whsec_a_secret_that_is_no_longer_used"),
        ("Billing:WebhookSecrets:1", StripeBody.Secret),
        ("Billing:DevelopmentApiBase", apiBase),
        ("Billing:SuccessUrl", "http://127.0.0.1:9/paid"),
        ("Billing:ReturnUrl", "http://127.0.0.1:9/back"),
        ($"Billing:Prices:{StripeSimulatorOptions.Pack}", "100"),
        ($"Billing:Prices:{StripeSimulatorOptions.Pro}", "pro"),
        ($"Billing:Prices:{StripeSimulatorOptions.Studio}", "studio"),
    ];

    /// <param name="sold">The prices of the simulator; null for the usual ones.</param>
    /// <param name="settings">In addition to the usual ones.</param>
    public static async Task<BillingApp> StartAsync(
        Services services, IReadOnlyList<SimulatedPrice>? sold = null,
        params (string Key, string Value)[] settings)
    {
        var port = FreePort.Next();
        var clock = new FixedClock(TimeProvider.System.GetUtcNow());
        var app = await RunningApp.StartInDevelopmentAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(clock),
            [.. Settings($"http://127.0.0.1:{port}"), .. settings]);
        var options = new StripeSimulatorOptions
        {
            Port = port,
            WebhookSecret = StripeBody.Secret,
            Webhook = new Uri(app.Http.BaseAddress!, "/api/v1/webhooks/stripe"),
            TimeProvider = clock,
        };
        var stripe = await StripeSimulator.StartAsync(options with { Prices = sold ?? options.Prices }, default);
        return new(app, stripe, clock);
    }

    /// <summary>Opens the checkout of a price and presses its button.</summary>
    public async Task BuyAsync(HttpClient owner, string price)
    {
        var page = new Uri(await CheckoutAsync(owner, price));
        Assert.Contains("<button>Pay", await browser.GetStringAsync(page));
        using var paid = await browser.PostAsync($"{page.AbsolutePath}/pay", null);
        Assert.Equal("http://127.0.0.1:9/paid", paid.Headers.Location!.ToString());
    }

    public static async Task<string> CheckoutAsync(HttpClient owner, string price)
    {
        using var answer = await owner.PostAsJsonAsync("/api/v1/billing/checkout", new { priceId = price });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
    }

    /// <summary>Presses a button of the only subscription in the owner's portal.</summary>
    /// <param name="action"><c>cancel</c> or a price.</param>
    public async Task ChangeAsync(HttpClient owner, string action)
    {
        using var answer = await owner.PostAsync("/api/v1/billing/portal", null);
        var page = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!;
        var button = (await browser.GetStringAsync(page)).Split('"').Single(part => part.EndsWith($"/{action}"));
        using var pressed = await browser.PostAsync(button, null);
        Assert.Equal(303, (int)pressed.StatusCode);
    }

    /// <summary>Sets both clocks and lets the simulator renew what is due.</summary>
    public Task SetClockAsync(DateTimeOffset now)
    {
        Clock.Now = now;
        return ControlAsync("clock", new { advanceSeconds = 0 });
    }

    public async Task ControlAsync(string path, object body)
    {
        using var answer = path == "settings"
            ? await browser.PutAsJsonAsync("/_sim/settings", body)
            : await browser.PostAsJsonAsync($"/_sim/{path}", body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The payment intents, oldest first.</summary>
    public async Task<IReadOnlyList<string>> IntentsAsync() =>
    [
        .. (await browser.GetFromJsonAsync<JsonElement>("/_sim/payments")).GetProperty("items").EnumerateArray()
            .Select(payment => payment.GetProperty("intent").GetString()!).Order(StringComparer.Ordinal),
    ];

    /// <summary>Waits until the app has answered every event with 200.</summary>
    public Task DeliveredAsync() => Eventually.BecomesTrueAsync(async () =>
        (await browser.GetFromJsonAsync<JsonElement>("/_sim/events")).GetProperty("items").EnumerateArray()
            .All(one => one.GetProperty("statuses").EnumerateArray().Any(status => status.GetInt32() == 200)));

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await Stripe.DisposeAsync();
        await App.DisposeAsync();
    }
}
