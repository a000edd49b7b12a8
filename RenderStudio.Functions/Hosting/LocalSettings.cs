using System.Text.Json;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The values of local.settings.json, which Core Tools hand to the app as environment variables, for when the app is
/// run without them (<c>RenderStudio.Functions migrate</c>). Everything else outranks them.
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
