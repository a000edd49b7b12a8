using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class SettingsTests
{
    private static readonly string[] OfTheHost =
        ["FUNCTIONS_WORKER_RUNTIME", "AZURE_FUNCTIONS_ENVIRONMENT", "AzureWebJobsStorage"];

    private static readonly Type[] Options =
    [
        .. new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section") is { IsLiteral: true }),
    ];

    [Fact]
    public async Task The_sample_settings_are_sufficient_for_startup()
    {
        await using var app = PlainServer.Build(SampleSettings.Read());

        Assert.Empty(ConfigurationErrors.Of(app.Services));
    }

    [Fact]
    public void Every_sample_setting_is_an_option_of_the_product()
    {
        foreach (var name in SampleSettings.Read().Keys.Except(OfTheHost))
        {
            var parts = name.Split(':');
            Assert.Contains(Options, type =>
                (string)type.GetField("Section")!.GetRawConstantValue()! == parts[0]
                && type.GetProperty(parts[1]) is not null);
        }
    }

    [Fact]
    public async Task An_empty_configuration_is_rejected_and_every_missing_setting_is_named()
    {
        await using var app = PlainServer.Build([]);

        var errors = string.Join('\n', ConfigurationErrors.Of(app.Services));

        foreach (var setting in new[]
        {
            "Database:ConnectionString", "Storage:ConnectionString", "Identity:Issuer", "Identity:Audience",
            "Identity:Keys", "Replicate:ApiToken", "Replicate:WebhookTokenKey", "Http:PublicBaseUrl",
        })
        {
            Assert.Contains($" {setting} ", $" {errors}".ReplaceLineEndings(" "));
        }

        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task A_reference_that_the_platform_did_not_resolve_is_reported_by_the_name_of_its_setting()
    {
        const string reference = "@Microsoft.KeyVault(SecretUri=https://studio.vault.azure.net/secrets/one/)";
        foreach (var name in SampleSettings.Read().Keys.Append("Imaging:MaxSeconds").Append("A_SETTING_OF_THE_HOST"))
        {
            var settings = SampleSettings.Read();
            settings[name] = reference;

            await using var app = PlainServer.Build(settings);

            Assert.StartsWith(
                $"{name} is a reference that the platform could not resolve.",
                ConfigurationErrors.Of(app.Services)[0]);
        }
    }

    [Theory]
    [InlineData("@microsoft.keyvault(VaultName=studio;SecretName=one)", true)]
    [InlineData(" @Microsoft.KeyVault(SecretUri=https://studio.vault.azure.net/secrets/one)", true)]
    [InlineData("@Microsoft.AppConfiguration(Endpoint=https://studio.azconfig.io; Key=one)", true)]
    [InlineData("a value with @Microsoft.KeyVault(…) in it", false)]
    public async Task A_reference_is_recognised_in_every_form(string value, bool isReference)
    {
        await using var app = PlainServer.Build(SampleSettings.Read().Append(new("A_SETTING", value)));

        Assert.Equal(isReference ? 1 : 0, ConfigurationErrors.Of(app.Services).Count);
    }

    [Theory]
    [InlineData("Limits:Quotes:PerMinute", "Limits:Preparations:PerMinute")]
    [InlineData("Limits:Quotes:Burst", "Limits:Preparations:Burst")]
    public async Task A_setting_with_its_former_name_prevents_the_start_and_the_error_names_the_new_one(
        string former, string current)
    {
        await using var app = PlainServer.Build(SampleSettings.Read().Append(new(former, "10")));

        Assert.Equal([$"{former} was renamed to {current}."], ConfigurationErrors.Of(app.Services));
        Assert.Contains(DeclaredSettings.All, declared => declared.Name == current);
    }

    [Fact]
    public async Task Values_of_a_wrong_type_are_reported_by_name_together_with_all_other_errors()
    {
        var settings = SampleSettings.Read();
        settings["Plans:Free:CreditsPerMonth"] = "s3cret";
        settings["Plans:Pro:CreditsPerMonth"] = "1.5";
        settings["Plans:Pro:MaxVariants"] = "9";
        settings["Storage:UploadMinutes"] = "five";
        settings["Database:UseIdentity"] = "yes";
        settings["Http:AllowedOrigins:0"] = "https://studio.example.com/s3cret";
        settings["Identity:AdminSubjects:0"] = "s3cret";
        settings["Replicate:WebhookTokenKey"] = "s3cret";

        await using var app = PlainServer.Build(settings);
        var errors = ConfigurationErrors.Of(app.Services);

        Assert.Equal(8, errors.Count);
        foreach (var setting in new[]
        {
            "Plans:Free:CreditsPerMonth", "Plans:Pro:CreditsPerMonth", "Plans:Pro:MaxVariants", "Storage:UploadMinutes",
            "Database:UseIdentity", "Http:AllowedOrigins:0", "Identity:AdminSubjects:0", "Replicate:WebhookTokenKey",
        })
            Assert.Single(errors, sentence => Regex.IsMatch(sentence, $@"(^| ){setting}:? "));
        Assert.DoesNotContain("s3cret", string.Join('\n', errors));
    }

    [Fact]
    public async Task No_value_of_a_setting_is_shown()
    {
        const string value = "%s3cret%";
        var settings = SampleSettings.Read();
        foreach (var declared in DeclaredSettings.All)
            settings[declared.Name] = value;

        await using var app = PlainServer.Build(settings);
        var errors = ConfigurationErrors.Of(app.Services);

        Assert.DoesNotContain("s3cret", string.Join('\n', errors));
        Assert.All(
            DeclaredSettings.All.Where(declared => declared.Property.PropertyType.IsPrimitive),
            declared => Assert.Contains(errors, sentence => sentence.StartsWith($"{declared.Name} must be ")));
    }

    [Theory]
    [InlineData("Predictions:LeaseSeconds", "0")]
    [InlineData("Generations:TimeoutMinutes", "0")]
    [InlineData("Outputs:MaxBytes", "0")]
    [InlineData("Imaging:MaxParallelPictures", "0")]
    [InlineData("Replicate:CreateTimeoutSeconds", "0")]
    [InlineData("Replicate:WebhookMode", "none")]
    [InlineData("Storage:DefaultVisibility", "hidden")]
    [InlineData("Plans:Free:MaxVariants", "9")]
    [InlineData("Http:BodyMemoryMB", "95")]
    [InlineData("Http:PublicBaseUrl", "studio.example.com")]
    [InlineData("Http:PublicBaseUrl", "http://studio.example.com")]
    [InlineData("Http:PublicBaseUrl", "ftp://studio.example.com")]
    [InlineData("Http:PublicBaseUrl", "https://studio.example.com/api")]
    [InlineData("Database:ConnectionString", "Host=127.0.0.1;Prot=5432")]
    [InlineData("Database:ConnectionString", "Host=127.0.0.1;Port=many")]
    [InlineData("Database:ConnectionString", "postgres://studio")]
    [InlineData("Database:ConnectionString", "Username=studio")]
    [InlineData("Storage:ConnectionString", "AccountName=studio")]
    [InlineData("Storage:ConnectionString", "studio")]
    [InlineData("Storage:ConnectionString", "AccountName=studio;AccountKey=*;EndpointSuffix=core.windows.net")]
    public async Task An_invalid_value_is_reported_by_the_name_of_its_setting(string setting, string value)
    {
        var settings = SampleSettings.Read();
        settings[setting] = value;

        await using var app = PlainServer.Build(settings);

        var sentence = Assert.Single(ConfigurationErrors.Of(app.Services));
        Assert.Contains($" {setting} ", $" {sentence}");
        Assert.DoesNotContain("Options", sentence);
    }

    [Theory]
    [InlineData("http://127.0.0.1:7071")]
    [InlineData("https://studio.example.com/")]
    public async Task A_loopback_address_is_accepted_in_Development(string address)
    {
        var settings = SampleSettings.Read();
        settings["Http:PublicBaseUrl"] = address;

        await using var app = PlainServer.Build(settings, Environments.Development);

        Assert.Empty(ConfigurationErrors.Of(app.Services));
    }
}
