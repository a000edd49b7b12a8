using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// Characters that search replaces by other characters: the compatibility decompositions of Unicode 16 (NFKD), in lower
/// case and without accents, and Latin letters without a decomposition, such as ł and ß. The table replaces
/// <see cref="string.Normalize()"/>, which returns its input unchanged under invariant globalization. A blank in a
/// replacement separates words.
/// </summary>
internal static class LetterTable
{
    private const string File = "folding.json";

    private static readonly Dictionary<int, string> Replacements = Load();

    /// <returns>False when the character stands for itself.</returns>
    public static bool TryReplace(Rune letter, out string? replacement) =>
        Replacements.TryGetValue(letter.Value, out replacement);

    // The file maps a replacement to the characters that it replaces.
    private static Dictionary<int, string> Load()
    {
        using var stream = typeof(LetterTable).Assembly
            .GetManifestResourceStream($"{typeof(LetterTable).Namespace}.{File}")!;
        return JsonSerializer.Deserialize(stream, LetterJson.Default.DictionaryStringString)!
            .SelectMany(entry => entry.Value.EnumerateRunes(), (entry, rune) => (rune.Value, entry.Key))
            .ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class LetterJson : JsonSerializerContext;
