using System.Text.Json;
using System.Text.RegularExpressions;

namespace RenderStudio.Local.FunctionsHost.App;

/// <summary>
/// The app settings: the environment of this process, which has priority, and <c>Values</c> of local.settings.json.
/// </summary>
internal sealed partial class AppSettings
{
    private const string EnvironmentName = "AZURE_FUNCTIONS_ENVIRONMENT";

    private AppSettings(IReadOnlyDictionary<string, string> additions)
    {
        Additions = additions;
        Configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(additions.Select(setting => KeyValuePair.Create(
                setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .AddEnvironmentVariables()
            .Build();
    }

    /// <summary>Settings that the worker needs and the environment does not contain.</summary>
    public IReadOnlyDictionary<string, string> Additions { get; }

    public IConfiguration Configuration { get; }

    /// <summary>The environment name. The default is Development, as in Core Tools.</summary>
    public string Environment => Configuration[EnvironmentName]!;

    public string? this[string name] => Configuration[name.Replace("__", ":", StringComparison.Ordinal)];

    /// <param name="appFolder">The folder that may contain local.settings.json.</param>
    public static AppSettings Read(string appFolder)
    {
        var additions = ReadValues(Path.Combine(appFolder, "local.settings.json"))
            .Where(setting => System.Environment.GetEnvironmentVariable(setting.Key) is null)
            .ToDictionary(setting => setting.Key, setting => setting.Value);
        if (System.Environment.GetEnvironmentVariable(EnvironmentName) is null)
            additions.TryAdd(EnvironmentName, "Development");
        return new AppSettings(additions);
    }

    public bool IsTrue(string name) =>
        this[name] is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Replaces <c>%NAME%</c> with the setting's value. A name without a setting stays unchanged.</summary>
    public string Expand(string text) =>
        Reference().Replace(text, match => this[match.Groups[1].Value] ?? match.Value);

    private static Dictionary<string, string> ReadValues(string file)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file), HostJson.Lenient);
            return json.RootElement.TryGetProperty("Values", out var values)
                ? values.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.ToString())
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new HostRefusedException($"local.settings.json is not valid: {error.Message}");
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
