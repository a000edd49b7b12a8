using System.Globalization;
using Newtonsoft.Json;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>Reads single values of host.json and refuses, by name, what does not fit.</summary>
internal sealed class HostJsonSection(IConfiguration configuration, string path)
{
    public HostJsonSection Section(string name) => new(configuration.GetSection(name), $"{path}{name}.");

    public bool Has(string name) => configuration.GetSection(name).Exists();

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public bool Flag(string name) => Text(name) is { } text
        && (bool.TryParse(text, out var flag) ? flag : throw Refusal(name, text, "true or false"));

    public int Number(string name, int otherwise, int min, int max) => Text(name) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : throw Refusal(name, text, $"a number from {min} to {max}");

    public TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan min) => Text(name) is not { } text ? otherwise
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= min ? duration
        : throw Refusal(name, text, $"a time of {min} or more");

    /// <summary>A JSON array, or, as an app setting would give it, the text of one.</summary>
    public IReadOnlyList<string> List(string name)
    {
        if (Text(name) is not { } text)
            return [.. configuration.GetSection(name).GetChildren().Select(child => child.Value ?? "")];
        try
        {
            return JsonConvert.DeserializeObject<string[]>(text) ?? [];
        }
        catch (JsonException)
        {
            throw Refusal(name, text, "an array of strings");
        }
    }

    public HostRefusedException Refusal(string name, string value, string wanted) =>
        new($"host.json: {path}{name} is '{value}', but must be {wanted}.");
}
