using System.Text.Json;
using System.Text.RegularExpressions;

namespace RenderStudio.Tests.Infra;

/// <summary>The value of a setting: a text, or the name of a secret in the Key Vault.</summary>
internal sealed record SettingValue(string Text, string? Secret);

/// <summary>The settings that a template gives to the app, on Flex Consumption or in a container.</summary>
internal static partial class AppSettings
{
    public static IReadOnlyDictionary<string, SettingValue> Of(IReadOnlyList<TemplateResource> resources)
    {
        var containers = resources.OfType("Microsoft.App/containerApps");
        return containers.Count == 0
            ? OfFunctionApp(Assert.Single(resources.OfType("Microsoft.Web/sites/config")))
            : OfContainer(Assert.Single(containers));
    }

    private static Dictionary<string, SettingValue> OfFunctionApp(TemplateResource settings) =>
        settings.At("properties")!.Value.EnumerateObject().ToDictionary(
            setting => setting.Name,
            setting => TemplateExpression.Evaluate(setting.Value.GetString()!) is var text
                && Reference().Match(text) is { Success: true } reference
                    ? new SettingValue(text, reference.Groups[1].Value)
                    : new(text, null));

    private static Dictionary<string, SettingValue> OfContainer(TemplateResource app)
    {
        var secrets = app.At("properties.configuration.secrets")!.Value.EnumerateArray()
            .Select(secret => secret.GetProperty("name").GetString()!).ToHashSet();
        return app.At("properties.template.containers")!.Value[0].GetProperty("env").EnumerateArray().ToDictionary(
            setting => setting.GetProperty("name").GetString()!, setting => ValueOf(setting, secrets));
    }

    private static SettingValue ValueOf(JsonElement setting, HashSet<string> secrets)
    {
        if (!setting.TryGetProperty("secretRef", out var secret))
            return new(TemplateExpression.Evaluate(setting.GetProperty("value").GetString()!), null);
        Assert.Contains(secret.GetString()!, secrets);
        return new("", secret.GetString());
    }

    [GeneratedRegex(@"^@Microsoft\.KeyVault\(SecretUri=https://kv-[a-z0-9]+\.vault\.azure\.net/secrets/([a-z-]+)\)$")]
    private static partial Regex Reference();
}
