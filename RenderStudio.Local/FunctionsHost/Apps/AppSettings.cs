using System.Text.RegularExpressions;

namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>The app settings by name, whatever the case of its letters.</summary>
internal sealed partial class AppSettings
{
    private readonly Dictionary<string, string> values;

    public AppSettings(IReadOnlyDictionary<string, string> settings, string storageConnection)
    {
        values = new(settings, StringComparer.OrdinalIgnoreCase);
        values.TryAdd("AzureWebJobsStorage", storageConnection);
    }

    public IEnumerable<KeyValuePair<string, string>> All => values;

    public string? this[string name] => values.GetValueOrDefault(name);

    public bool IsTrue(string name) =>
        this[name] is { } text && (text == "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Puts settings in place of <c>%NAME%</c>; null when one of them does not exist.</summary>
    public string? Resolve(string text)
    {
        var missing = false;
        var resolved = Reference().Replace(text, match =>
        {
            var value = this[match.Groups[1].Value];
            missing |= value is null;
            return value ?? "";
        });
        return missing ? null : resolved;
    }

    /// <summary>Like <see cref="Resolve"/>, for a command line: what is unknown stays as it stands.</summary>
    public string Expand(string text) => Reference().Replace(text, match =>
        this[match.Groups[1].Value] ?? Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? match.Value);

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
