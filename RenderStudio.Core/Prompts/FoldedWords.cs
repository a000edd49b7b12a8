using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Prompts;

/// <summary>A word of a text: where it stands there, and where its folded letters stand.</summary>
internal readonly record struct FoldedWord(int Start, int End, int From, int Length);

/// <summary>
/// A text as moderation reads it: words of ASCII letters, look-alikes replaced, marks and invisible characters left out,
/// three and more of a letter counted as one, digits that stand for letters read as letters. One pass.
/// </summary>
internal sealed class FoldedWords
{
    // A letter no term has: it keeps its word from matching, and from falling apart into two.
    private const char Foreign = '\uFFFF';

    private readonly LookAlikes lookAlikes;
    private readonly char[] letters;
    private readonly List<FoldedWord> words = [];
    private int used;

    public FoldedWords(string text, LookAlikes lookAlikes)
    {
        this.lookAlikes = lookAlikes;
        letters = new char[text.Length];
        Read(text);
    }

    public IReadOnlyList<FoldedWord> Words => words;

    public ReadOnlySpan<char> Letters(FoldedWord word) => letters.AsSpan(word.From, word.Length);

    /// <summary>Letters of neighbouring words, without what stands between them.</summary>
    public ReadOnlySpan<char> Letters(FoldedWord first, FoldedWord last) =>
        letters.AsSpan(first.From, last.From + last.Length - first.From);

    private void Read(string text)
    {
        var (start, from, at) = (-1, 0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var next = at + rune.Utf16SequenceLength;
            if (Fold(rune) is not { } letter)
                (start, from) = Close(start, at, from);
            else if (letter != default)
            {
                start = start < 0 ? at : start;
                letters[used++] = letter;
            }

            at = next;
        }

        Close(start, at, from);
    }

    /// <returns>Null between words; the default character for what nobody sees.</returns>
    private char? Fold(Rune rune)
    {
        if (rune.IsAscii)
        {
            var ascii = (char)rune.Value;
            return char.IsAsciiLetterOrDigit(ascii) || ascii is '@' or '$'
                ? char.ToLowerInvariant(ascii)
                : OwnersWords.IsShown(rune) || char.IsWhiteSpace(ascii) ? null : default(char);
        }

        if (lookAlikes.TryFold(rune, out var letter))
            return letter;
        if (Rune.IsWhiteSpace(rune))
            return null;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format || !OwnersWords.IsShown(rune)
            ? default(char)
            : Rune.IsLetterOrDigit(rune) ? Foreign : null;
    }

    private (int Start, int From) Close(int start, int end, int from)
    {
        if (start >= 0)
        {
            used = from + Settle(letters.AsSpan(from, used - from));
            words.Add(new(start, end, from, used - from));
        }

        return (-1, used);
    }

    /// <summary>Shortens and reads digits in place; a number stays a number.</summary>
    private static int Settle(Span<char> word)
    {
        var hasLetter = word.IndexOfAnyInRange('a', 'z') >= 0;
        var kept = 0;
        for (var at = 0; at < word.Length;)
        {
            var next = at + 1;
            while (next < word.Length && word[next] == word[at])
                next++;
            var letter = hasLetter ? AsLetter(word[at]) : word[at];
            var times = hasLetter && next - at > 2 ? 1 : next - at;
            word.Slice(kept, times).Fill(letter);
            kept += times;
            at = next;
        }

        return kept;
    }

    // One and l are told apart by nobody, so both are read as i; terms are folded in the same way.
    private static char AsLetter(char letter) => letter switch
    {
        '0' => 'o',
        '1' or 'l' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        '8' => 'b',
        _ => letter,
    };
}
