using RenderStudio.Core.Imaging;

namespace RenderStudio.Testing.Imaging;

/// <summary>Small pictures that differ in their colour.</summary>
internal static class SolidPicture
{
    public static string Png(byte red, byte green, byte blue)
    {
        // A single colour would count as blank, and two dark pictures as duplicates: each has a white bar at a
        // different position.
        var bar = ((red * 7) + (green * 3) + blue) % 48;
        var pixels = new byte[64 * 64 * 3];
        for (var at = 0; at < pixels.Length; at += 3)
        {
            (pixels[at], pixels[at + 1], pixels[at + 2]) =
                (at / 3 % 64) - bar is >= 0 and < 16 ? ((byte)255, (byte)255, (byte)255) : (red, green, blue);
        }

        using var picture = Picture.FromPixels(64, 64, hasAlpha: false, pixels);
        return "data:image/png;base64," + Convert.ToBase64String(picture.EncodePng());
    }
}
