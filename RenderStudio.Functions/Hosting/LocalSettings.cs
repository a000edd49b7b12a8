using System.Text.Json;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Adds the values of local.settings.json to the configuration. Core Tools pass them to the app as environment
/// variables; this class replaces that when the app runs without Core Tools (<c>RenderStudio.Functions migrate</c>).
/// All other configuration sources take precedence.
/// </summary>
public static class LocalSettings
{
    public static void AddLocalSettings(this ConfigurationManager configuration, string folder)
    {
        var file = Path.Combine(folder, "local.settings.json");
        if (!File.Exists(file))
            return;
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(file), new() { CommentHandling = JsonCommentHandling.Skip });
        if (!document.RootElement.TryGetProperty("Values", out var values))
            return;
        var settings = values.EnumerateObject().ToDictionary(
            value => value.Name.Replace("__", ConfigurationPath.KeyDelimiter),
            value => (string?)value.Value.ToString());
        ((IConfigurationBuilder)configuration).Sources.Insert(0,
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = settings });
    }
}
