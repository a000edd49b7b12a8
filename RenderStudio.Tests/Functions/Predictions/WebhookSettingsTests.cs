using Microsoft.Extensions.Hosting;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>Startup fails without the settings that authenticate webhook deliveries.</summary>
public sealed class WebhookSettingsTests
{
    private const string Secret = "Replicate:WebhookSecrets:0";

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task A_start_without_a_secret_fails_outside_Development(string environment) =>
        await RefusedAsync(environment, "Replicate:WebhookSecrets", (Secret, null));

    [Theory]
    [InlineData("Development", "Replicate:WebhookMode", "signed")]
    [InlineData("Production", "Replicate:WebhookMode", "token")]
    [InlineData("Production", "Replicate:Webhooks", "off")]
    public async Task No_secret_is_needed_where_no_signature_is_required(
        string environment, string setting, string value) =>
        Assert.Empty(await ErrorsAsync(environment, (Secret, null), (setting, value)));

    [Theory]
    [InlineData("Production", "")]
    [InlineData("Production", "whsec_")]
    [InlineData("Production", "whsec_%%%")]
    [InlineData("Development", "whsec_%%%")]
    [InlineData("Production", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")] // 23 bytes
    public async Task A_secret_that_is_not_a_key_is_rejected(string environment, string secret)
    {
        await RefusedAsync(environment, "Replicate:WebhookSecrets", (Secret, secret));
        await RefusedAsync(environment, "Replicate:WebhookSecrets", ("Replicate:WebhookSecrets:1", secret));
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public async Task The_key_of_the_webhook_addresses_has_at_least_32_bytes(int bytes, bool accepted)
    {
        var key = ("Replicate:WebhookTokenKey", Convert.ToBase64String(new byte[bytes]));

        if (accepted)
            Assert.Empty(await ErrorsAsync(Environments.Production, key));
        else
            await RefusedAsync(Environments.Production, "Replicate:WebhookTokenKey", key);
    }

    [Fact]
    public async Task A_key_of_the_webhook_addresses_that_is_not_base64_is_rejected() => await RefusedAsync(
        Environments.Production, "Replicate:WebhookTokenKey", ("Replicate:WebhookTokenKey", new string('%', 64)));

    [Fact]
    public async Task Another_origin_of_outputs_is_accepted_in_Development_only()
    {
        var origin = ("Replicate:DevelopmentOutputOrigin", "http://127.0.0.1:5100");

        Assert.Empty(await ErrorsAsync(Environments.Development, origin));
        await RefusedAsync(Environments.Production, "Replicate:DevelopmentOutputOrigin", origin);
    }

    private static async Task RefusedAsync(
        string environment, string name, params (string Name, string? Value)[] settings) =>
        Assert.StartsWith($"{name}:", Assert.Single(await ErrorsAsync(environment, settings)));

    private static async Task<IReadOnlyList<string>> ErrorsAsync(
        string environment, params (string Name, string? Value)[] settings)
    {
        var all = SampleSettings.Read();
        foreach (var (name, value) in settings)
        {
            if (value is null)
                all.Remove(name);
            else
                all[name] = value;
        }

        await using var app = PlainServer.Build(all, environment);
        return [.. ConfigurationErrors.Of(app.Services)];
    }
}
