using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Tests.Functions;

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
    public async Task The_sample_settings_are_all_that_a_start_needs()
    {
        await using var app = Build(Sample());

        Assert.Empty(ConfigurationTrouble.Of(app.Services));
    }

    [Fact]
    public void Every_sample_setting_is_an_option_of_ours()
    {
        foreach (var name in Sample().Keys.Except(OfTheHost))
        {
            var parts = name.Split(':');
            Assert.Contains(Options, type =>
                (string)type.GetField("Section")!.GetRawConstantValue()! == parts[0]
                && type.GetProperty(parts[1]) is not null);
        }
    }

    [Fact]
    public async Task An_empty_configuration_is_refused_with_every_missing_setting_named()
    {
        await using var app = Build([]);

        var trouble = string.Join('\n', ConfigurationTrouble.Of(app.Services));

        foreach (var setting in new[]
        {
            "Database:ConnectionString", "Storage:ConnectionString", "Identity:Issuer", "Identity:Audience",
            "Identity:Keys", "Replicate:ApiToken", "Replicate:WebhookTokenKey", "PublicBaseUrl",
        })
        {
            Assert.Contains(setting, trouble);
        }

        Assert.DoesNotContain("   at ", trouble);
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_refused_by_name()
    {
        var settings = Sample();
        settings["Plans:Free:CreditsPerMonth"] = "many";
        settings["Http:AllowedOrigins:0"] = "https://studio.example.com/path";

        await using var app = Build(settings);

        Assert.NotEmpty(ConfigurationTrouble.Of(app.Services));
    }

    private static WebApplication Build(Dictionary<string, string?> settings) =>
        RenderStudio.Functions.Program.Build([], builder =>
        {
            builder.Environment.EnvironmentName = Environments.Production;
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
        });

    private static Dictionary<string, string?> Sample()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json"));
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name.Replace("__", ":"), value => value.Value.GetString());
    }
}
