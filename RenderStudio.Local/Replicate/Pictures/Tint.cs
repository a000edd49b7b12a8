using System.Globalization;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>Arithmetic on <c>#rrggbb</c>.</summary>
internal static class Tint
{
    public static string Lighter(string colour, double by) => Mixed(colour, 255, by);

    public static string Darker(string colour, double by) => Mixed(colour, 0, by);

    /// <summary>A little lighter or darker, a touch warmer or cooler.</summary>
    public static string Varied(string colour, Random random, int by)
    {
        var (light, warm) = (random.Next(-by, by + 1), random.Next(-by, by + 1) * 0.3);
        return Write(Read(colour, 1) + light + warm, Read(colour, 3) + light, Read(colour, 5) + light - warm);
    }

    /// <param name="hue">0 to 360.</param>
    /// <param name="saturation">0 to 1.</param>
    /// <param name="lightness">0 to 1.</param>
    public static string Hsl(double hue, double saturation, double lightness)
    {
        var chroma = saturation * Math.Min(lightness, 1 - lightness);
        double Channel(double n)
        {
            var k = (n + hue / 30) % 12;
            return lightness - chroma * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1));
        }
        return Write(Channel(0) * 255, Channel(8) * 255, Channel(4) * 255);
    }

    private static string Mixed(string colour, double towards, double by) => Map(colour, c => c + (towards - c) * by);

    private static string Map(string colour, Func<double, double> change) =>
        Write(change(Read(colour, 1)), change(Read(colour, 3)), change(Read(colour, 5)));

    private static double Read(string colour, int at) => int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber);

    private static string Write(double red, double green, double blue) =>
        $"#{Byte(red):x2}{Byte(green):x2}{Byte(blue):x2}";

    private static int Byte(double value) => (int)Math.Clamp(Math.Round(value), 0, 255);
}
