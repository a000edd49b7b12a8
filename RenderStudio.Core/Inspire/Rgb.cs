using System.Globalization;

namespace RenderStudio.Core.Inspire;

/// <summary>An sRGB colour with 8 bits per channel.</summary>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>Reads exactly <c>#rrggbb</c>, in either case.</summary>
    public static bool TryParse(string? text, out Rgb color)
    {
        color = default;
        if (text is not ['#', .. { Length: 6 } digits] || !digits.All(char.IsAsciiHexDigit))
            return false;
        var value = int.Parse(digits, NumberStyles.AllowHexSpecifier);
        color = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>Reads a validated <c>#rrggbb</c>.</summary>
    public static Rgb Parse(string text) =>
        TryParse(text, out var color) ? color : throw new FormatException($"'{text}' is not #rrggbb.");

    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";
}
