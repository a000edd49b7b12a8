using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Prompts;

/// <summary>Normalizes text that an owner entered, so that it can be stored and displayed.</summary>
public static class UserText
{
    public const int MaxPrompt = 2000;

    public const int MaxNegative = 1000;

    /// <summary>
    /// Trims the text, puts it on one line and removes control, formatting and invalid characters. Returns null when no
    /// text remains.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        // Printable ASCII, the most frequent case, only needs trimming.
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

        var cleaned = kept.ToString().Trim();
        return cleaned == "" ? null : cleaned;
    }

    /// <summary>The length in characters (Unicode scalar values); half a surrogate pair counts as one.</summary>
    public static int LengthOf(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? text.EnumerateRunes().Count()
        : text.Length;

    private static void Append(StringBuilder kept, Rune rune)
    {
        if (rune.IsBmp)
            kept.Append((char)rune.Value);
        else
            kept.Append(rune);
    }

    // U+FFFD replaces an unpaired surrogate, so it is removed. Joiners (U+200C, U+200D) are kept: emoji and Indic
    // scripts require them.
    internal static bool IsShown(Rune rune) =>
        rune.Value is (>= ' ' and <= '~') or 0x200C or 0x200D
        || (rune != Rune.ReplacementChar
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
}
