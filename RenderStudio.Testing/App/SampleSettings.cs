using System.Text.Json;

namespace RenderStudio.Testing.App;

/// <summary>The settings of local.settings.sample.json, by configuration name.</summary>
public static class SampleSettings
{
    public static Dictionary<string, string?> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json"));
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("Values").EnumerateObject()
            .ToDictionary(value => value.Name.Replace("__", ":"), value => value.Value.GetString());
    }
}
