using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RenderStudio.Testing.App;
using RenderStudio.Tests.Functions.StudioPage;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Finds English texts on a page that should be German.</summary>
/// <param name="catalog">As the API returns it.</param>
internal sealed partial class ShownTexts(JsonElement catalog)
{
    private const string CollectScript =
        """
        () => {
          const found = [];
          const labels = ["aria-label", "aria-valuetext", "alt", "placeholder", "title"];
          const isShown = (element) =>
            element.checkVisibility() || element.matches("option") || getComputedStyle(element).display === "contents";
          const visit = (root) => {
            for (const node of root.childNodes) {
              if (node instanceof Text) found.push(node.data);
              if (!(node instanceof Element) || node.matches("style, script") || !isShown(node)) continue;
              found.push(...labels.map((name) => node.getAttribute(name) ?? ""));
              if (node.shadowRoot !== null) visit(node.shadowRoot);
              visit(node);
            }
          };
          visit(document.body);
          return [...new Set(found.map((text) => text.trim().replace(/\s+/g, " ")).filter((text) => text !== ""))];
        }
        """;

    private readonly IReadOnlyList<(Regex English, Regex German)> translated = [.. Translated()];
    private readonly HashSet<string> served = Served(catalog);

    /// <summary>The English texts that a reader, or the user of a screen reader, meets now.</summary>
    public async Task<IReadOnlyList<string>> EnglishOnAsync(IPage page) =>
        [.. (await page.EvaluateAsync<string[]>(CollectScript)).Where(IsEnglish)];

    private bool IsEnglish(string text) =>
        served.Contains(text) || (translated.Any(pair => pair.English.IsMatch(text))
            && !translated.Any(pair => pair.German.IsMatch(text)));

    private static IEnumerable<(Regex English, Regex German)> Translated()
    {
        var german = PageTexts.Of("de");
        return from text in PageTexts.Of("en")
               from form in text.Value.Zip(german[text.Key])
               where form.First != form.Second && Letters().IsMatch(Value().Replace(form.First, ""))
               select (PatternOf(form.First), PatternOf(form.Second));
    }

    /// <summary>Texts of the catalog, except those that are the same in German.</summary>
    private static HashSet<string> Served(JsonElement catalog)
    {
        var german = File.ReadAllText(Path.Combine(Repository.Root, "RenderStudio.Web/src/texts/de/names.ts"));
        var entries = new[] { "modes", "styles", "roomTypes", "aspectRatios", "qualities", "palettes" }
            .SelectMany(list => catalog.GetProperty(list).EnumerateArray());
        var colors = catalog.GetProperty("palettes").EnumerateArray()
            .SelectMany(palette => palette.GetProperty("colors").EnumerateArray());
        var texts = entries.Concat(colors)
            .SelectMany(entry => entry.EnumerateObject())
            .Where(property => property.Name is "name" or "description" or "note")
            .Select(property => property.Value.GetString()!);
        return [.. texts.Where(text => !german.Contains($"\"{text}\"", StringComparison.Ordinal))];
    }

    private static Regex PatternOf(string text) =>
        new($"^{Value().Replace(Regex.Escape(text).Replace("\\{", "{"), ".+")}$");

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();
}
