using System.Text.Json;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.StudioPage;

/// <summary>The texts in the sources of the page.</summary>
internal static partial class PageTexts
{
    private static readonly string Folder = Path.Combine(Repository.Root, "RenderStudio.Web/src/texts");

    /// <summary>Texts by key. A text with forms has one for each.</summary>
    /// <param name="language">Name of its folder: <c>en</c>.</param>
    public static IReadOnlyDictionary<string, string[]> Of(string language) =>
        new[] { "shell", "make", "watch", "keep", "account", "problems" }
            .SelectMany(part => Entry().Matches(Source(language, part)))
            .ToDictionary(entry => entry.Groups["key"].Value, entry => Strings(entry.Groups["texts"].Value));

    /// <summary>Keys of the German names by section, such as <c>styles</c>.</summary>
    public static IReadOnlyDictionary<string, string[]> GermanNames() => Section().Matches(Source("de", "names"))
        .ToDictionary(
            section => section.Groups["name"].Value,
            section => Key().Matches(section.Groups["entries"].Value).Select(key => key.Groups["id"].Value).ToArray());

    /// <summary>Sentences of the API, with names in braces for its parts, and their translations.</summary>
    public static IReadOnlyDictionary<string, string> GermanSentences() => Entry().Matches(Source("de", "sentences"))
        .ToDictionary(entry => entry.Groups["key"].Value, entry => Strings(entry.Groups["texts"].Value).Single());

    private static string Source(string language, string part) =>
        File.ReadAllText(Path.Combine(Folder, language, part + ".ts"));

    private static string[] Strings(string texts) =>
        [.. Text().Matches(texts).Select(text => JsonSerializer.Deserialize<string>(text.Value)!)];

    [GeneratedRegex("""^  "(?<key>[^"]+)":\s*(?<texts>\[[^\]]*\]|"[^"]*"),""", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex("""^  (?<name>\w+): \{\n(?<entries>.*?)^  \},""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex("""^    "?(?<id>[\w:-]+)"?: """, RegexOptions.Multiline)]
    private static partial Regex Key();
}
