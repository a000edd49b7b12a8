using System.Text;
using System.Text.Unicode;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>Detects HTML, SVG, XML and other text.</summary>
internal static class ForeignText
{
    internal static ForeignFile? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        if (start.IsEmpty || start.ContainsAnyInRange<byte>(0, 8) || !Utf8.IsValid(start[..WholeCharacters(start)]))
            return null;

        var text = Encoding.UTF8.GetString(start).TrimStart();
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
            return new("an SVG drawing", IsPicture: true);
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<html", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<script", StringComparison.OrdinalIgnoreCase))
        {
            return new("an HTML page");
        }

        return text.StartsWith('<') ? new("an XML document") : new("a text file");
    }

    /// <returns>The length without the last character if that is not ASCII, because it may be truncated.</returns>
    private static int WholeCharacters(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0 && (text[end - 1] & 0xC0) == 0x80)
            end--;
        return end > 0 && text[end - 1] >= 0xC0 ? end - 1 : text.Length;
    }
}
