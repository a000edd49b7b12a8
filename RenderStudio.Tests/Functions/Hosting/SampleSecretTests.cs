using Microsoft.Extensions.Hosting;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The secrets of local.settings.sample.json, and the keys of the secrets of webhook endpoints.</summary>
public sealed class SampleSecretTests
{
    private const string Secret = "Deliveries:SecretKeys:0:Secret";

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Each_secret_of_the_sample_prevents_the_start_outside_Development(string environment)
    {
        var sample = SampleSettings.ReadUnchanged();
        var secrets = sample.Where(setting => SampleSettings.IsSecret(setting.Value)).Select(setting => setting.Key);

        var errors = await ErrorsAsync(sample, environment);

        Assert.Equal(
            secrets.Order(StringComparer.Ordinal).Select(name => $"{name} is the secret of local.settings.sample.json, "
                + "which is public. It is allowed only in Development."),
            errors);
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public async Task The_secrets_of_the_sample_are_accepted_in_Development() =>
        Assert.Empty(await ErrorsAsync(SampleSettings.ReadUnchanged(), Environments.Development));

    [Theory]
    [InlineData("Identity:Keys:1:Secret")]
    [InlineData("Replicate:WebhookSecrets:1")]
    [InlineData("Billing:WebhookSecrets:0")]
    public async Task A_secret_of_the_sample_is_found_in_every_setting(string name)
    {
        var settings = SampleSettings.Read();
        settings[name] = $" {SampleSettings.ReadUnchanged()["Replicate:WebhookSecrets:0"]}";

        Assert.StartsWith($"{name} is the secret of", (await ErrorsAsync(settings, Environments.Production))[0]);
    }

    [Theory]
    [InlineData("Deliveries:SecretKeys:0:Id", "", "Deliveries:SecretKeys:0:Id must have 1 to 32 letters")]
    [InlineData("Deliveries:SecretKeys:0:Id", "\u00e9", "Deliveries:SecretKeys:0:Id must have 1 to 32 letters")]
    [InlineData(Secret, "", "Deliveries:SecretKeys:0:Secret must be base64 of at least 32 bytes.")]
    [InlineData(Secret, "%%%", "Deliveries:SecretKeys:0:Secret must be base64 of at least 32 bytes.")]
    [InlineData(Secret, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "Deliveries:SecretKeys:0:Secret must be")]
    public async Task A_key_of_stored_secrets_needs_an_id_and_32_bytes(string name, string value, string error)
    {
        var settings = SampleSettings.Read();
        settings[name] = value;

        Assert.StartsWith(error, Assert.Single(await ErrorsAsync(settings, Environments.Production)));
    }

    [Fact]
    public async Task Keys_of_stored_secrets_have_different_ids()
    {
        var settings = SampleSettings.Read();
        settings["Deliveries:SecretKeys:1:Id"] = settings["Deliveries:SecretKeys:0:Id"];
        settings["Deliveries:SecretKeys:1:Secret"] = Convert.ToBase64String(new byte[32]);

        Assert.Equal(
            ["Deliveries:SecretKeys contains a duplicate Id."], await ErrorsAsync(settings, Environments.Production));
    }

    private static async Task<IReadOnlyList<string>> ErrorsAsync(
        Dictionary<string, string?> settings, string environment)
    {
        await using var app = PlainServer.Build(settings, environment);
        return ConfigurationErrors.Of(app.Services);
    }
}
