using RenderStudio.Functions.Hosting;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;

namespace RenderStudio.Tests.Billing;

/// <summary>Settings of billing that prevent the start, and those that do not.</summary>
public sealed class BillingSettingsTests
{
    [Theory]
    [InlineData("Billing:SecretKey", "pk_live_published", "Billing:SecretKey")]
    [InlineData("Billing:SecretKey", "", "Billing:SecretKey")]
    [InlineData("Billing:WebhookSecrets:0", "secret", "Billing:WebhookSecrets")]
    [InlineData("Billing:WebhookSecrets:0", "whsec_", "Billing:WebhookSecrets")]
    [InlineData("Billing:SuccessUrl", "/paid", "Billing:SuccessUrl")]
    [InlineData("Billing:SuccessUrl", "http://studio.example.com/paid", "Billing:SuccessUrl")]
    [InlineData("Billing:ReturnUrl", "javascript:alert(1)", "Billing:ReturnUrl")]
    [InlineData("Billing:Prices:price_1", "free", "Billing:Prices:price_1")]
    [InlineData("Billing:Prices:price_1", "gold", "Billing:Prices:price_1")]
    [InlineData("Billing:Prices:price_1", "0", "Billing:Prices:price_1")]
    [InlineData("Billing:Prices:price_1", "-5", "Billing:Prices:price_1")]
    [InlineData("Billing:Prices:price_1", "1000001", "Billing:Prices:price_1")]
    [InlineData("Billing:Prices:price_1", "", "Billing:Prices:price_1")]
    [InlineData("Billing:DevelopmentApiBase", "http://127.0.0.1:7073", "Billing:DevelopmentApiBase")]
    public async Task An_invalid_setting_prevents_the_start_and_is_named(string name, string value, string named)
    {
        var error = Assert.Single(await ErrorsAsync("Production", (name, value)));

        Assert.StartsWith(named, error);
        Assert.DoesNotContain("sk_test_", error.Replace("sk_test_,", ""));
    }

    [Fact]
    public async Task Valid_settings_and_no_settings_at_all_are_accepted()
    {
        Assert.Empty(await ErrorsAsync("Production"));
        Assert.Empty(await ErrorsAsync("Development",
            ("Billing:SuccessUrl", "http://localhost:5173"), ("Billing:DevelopmentApiBase", "http://127.0.0.1:7073")));
        await using var off = PlainServer.Build(RunningApp.Usual("Host=127.0.0.1", "UseDevelopmentStorage=true"));
        Assert.DoesNotContain(ConfigurationErrors.Of(off.Services), error => IsBilling(error));
    }

    private static async Task<IReadOnlyList<string>> ErrorsAsync(
        string environment, params (string Key, string Value)[] changes)
    {
        var settings = RunningApp.Usual("Host=127.0.0.1", "UseDevelopmentStorage=true");
        settings["Billing:SecretKey"] = StripeSimulatorOptions.SimulatedKey;
        settings["Billing:WebhookSecrets:0"] = StripeBody.Secret;
        settings["Billing:SuccessUrl"] = "https://studio.example.com/paid";
        settings["Billing:ReturnUrl"] = "https://studio.example.com/";
        settings["Billing:Prices:price_2"] = "pro";
        foreach (var (key, value) in changes)
            settings[key] = value;
        await using var app = PlainServer.Build(settings, environment);
        return [.. ConfigurationErrors.Of(app.Services).Where(IsBilling)];
    }

    private static bool IsBilling(string error) => error.StartsWith("Billing", StringComparison.Ordinal);
}
