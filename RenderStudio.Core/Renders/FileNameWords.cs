using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Renders;

/// <summary>
/// The words of a title as a part of a file name that is valid on every file system: letters and digits of every script
/// in lower case, with a hyphen between words. Invisible characters, such as those that change the text direction, are
/// left out.
/// </summary>
internal static class FileNameWords
{
    private const char Hyphen = '-';

    /// <summary>In characters as a reader counts them.</summary>
    private const int MaxLength = 60;

    /// <summary>In UTF-8. A name in an archive can have 255 bytes on common file systems.</summary>
    private const int MaxBytes = 150;

    /// <returns>Empty when the title contains no letter and no digit.</returns>
    public static string Of(string title)
    {
        var name = new StringBuilder();
        foreach (var rune in title.EnumerateRunes())
        {
            var follows = name.Length > 0 && name[^1] != Hyphen;
            if (Rune.IsLetter(rune) || Rune.IsNumber(rune) || (follows && IsMark(rune)))
                name.Append(Rune.ToLowerInvariant(rune));
            else if (follows && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
                name.Append(Hyphen);
        }

        return Shorten(name.ToString()).Trim(Hyphen);
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Shorten(string name)
    {
        var (at, bytes) = (0, 0);
        for (var count = 0; count < MaxLength && at < name.Length; count++)
        {
            var length = StringInfo.GetNextTextElementLength(name, at);
            bytes += Encoding.UTF8.GetByteCount(name.AsSpan(at, length));
            if (bytes > MaxBytes)
                break;
            at += length;
        }

        return name[..at];
    }
}
