using System.Collections.Frozen;
using System.Text;

namespace RenderStudio.Core.Prompts;

/// <summary>
/// Maps a character to the ASCII letter or digit that it represents or resembles: accented, full-width, circled and
/// mathematical forms (Unicode compatibility decompositions), and Cyrillic, Greek and other letters of the same shape.
/// </summary>
public sealed class LookAlikes
{
    private readonly FrozenDictionary<int, char> letters;

    private LookAlikes(FrozenDictionary<int, char> letters) => this.letters = letters;

    public static LookAlikes Load() => new(EmbeddedJson
        .Read("lookalikes.json", PromptJson.Default.DictionaryStringString)
        .SelectMany(entry => entry.Value.EnumerateRunes(), (entry, rune) => (rune.Value, Letter: entry.Key[0]))
        .ToFrozenDictionary(pair => pair.Value, pair => pair.Letter));

    public bool TryFold(Rune rune, out char letter) => letters.TryGetValue(rune.Value, out letter);
}
