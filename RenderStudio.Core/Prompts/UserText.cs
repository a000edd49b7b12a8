using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Prompts;

/// <summary>Text as an owner typed it, made fit to be stored and shown.</summary>
public static class UserText
{
    public const int MaxPrompt = 2000;

    public const int MaxNegative = 1000;

    /// <summary>
    /// Trimmed, on one line, without control, formatting and broken characters; null when nothing is left.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // Most words need no cleaning but at their ends.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text.Trim(' ');
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                kept.Append(' ');
            else if (IsShown(rune))
                Append(kept, rune);
        }

        var words = kept.ToString().Trim();
        return words == "" ? null : words;
    }

    private static void Append(StringBuilder kept, Rune rune)
    {
        if (rune.IsBmp)
            kept.Append((char)rune.Value);
        else
            kept.Append(rune);
    }

    // U+FFFD stands where half a surrogate pair was; joiners stay, because emoji and Indic scripts are written with
    // them.
    internal static bool IsShown(Rune rune) =>
        rune.Value is (>= ' ' and <= '~') or 0x200C or 0x200D
        || (rune != Rune.ReplacementChar
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
}
