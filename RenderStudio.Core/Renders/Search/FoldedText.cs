using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// Folds a text for search: letters without case and accents, decimal digits as ASCII, katakana as hiragana, and one
/// blank for each character that separates words. Texts that Unicode considers equivalent have the same folded text. It
/// depends on no collation and no locale.
/// </summary>
internal static class FoldedText
{
    private const char Separator = ' ';
    private const char FirstMark = '\u0300';

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length + text.Length / 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
                folded.Append(FoldAscii((char)rune.Value));
            else if (Syllables.TryCompose(folded, rune))
                continue;
            else if (LetterTable.TryReplace(rune, out var replacement))
                folded.Append(replacement);
            else
                Append(folded, rune);
        }

        return WithSortedMarks(folded);
    }

    private static char FoldAscii(char ascii) =>
        char.IsAsciiLetterOrDigit(ascii) ? char.ToLowerInvariant(ascii) : Separator;

    private static void Append(StringBuilder folded, Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.DecimalDigitNumber:
                folded.Append((int)Rune.GetNumericValue(rune));
                break;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                if (IsPartOfWord(rune.Value))
                    folded.Append(rune);
                break;
            case UnicodeCategory.SpacingCombiningMark:
                folded.Append(rune);
                break;
            case UnicodeCategory.Format:
                break; // Invisible: a soft hyphen or a joiner does not separate words.
            default:
                AppendLetter(folded, rune);
                break;
        }
    }

    private static void AppendLetter(StringBuilder folded, Rune rune)
    {
        if (Rune.IsLetter(rune) || Rune.IsNumber(rune))
            folded.Append(Syllables.Hiragana(Rune.ToLowerInvariant(rune)));
        else
            folded.Append(Separator);
    }

    /// <summary>
    /// Whether a mark spells a vowel or a tone, as in the scripts of India and South-East Asia. Other marks are
    /// accents, which include the nuktas of Indian scripts.
    /// </summary>
    private static bool IsPartOfWord(int mark) => mark switch
    {
        0x093C or 0x09BC or 0x0A3C or 0x0ABC or 0x0B3C or 0x0CBC => false,
        >= 0x1AB0 and <= 0x1AFF => false,
        >= 0x0900 and <= 0x1CFF or >= 0xA800 and <= 0xABFF or >= 0x10A00 and <= 0x16FFF => true,
        _ => false,
    };

    // Equivalent texts may contain the marks of one letter in different orders.
    private static string WithSortedMarks(StringBuilder folded)
    {
        for (var at = 1; at < folded.Length; at++)
        {
            for (var mark = at; mark > 0 && IsMark(folded[mark]) && IsMark(folded[mark - 1])
                && folded[mark - 1] > folded[mark]; mark--)
                (folded[mark - 1], folded[mark]) = (folded[mark], folded[mark - 1]);
        }

        return folded.ToString();
    }

    private static bool IsMark(char letter) =>
        letter >= FirstMark && char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark;
}
