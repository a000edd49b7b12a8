using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>A drawn picture that compresses about as a photo does: soft light, some edges, fine grain.</summary>
internal static class PhotoLikePicture
{
    internal static byte[] Png(int side, int seed)
    {
        var random = new Random(seed);
        var pixels = new byte[side * side * 3];
        for (var at = 0; at < side * side; at++)
        {
            var (x, y) = (at % side, at / side);
            var light = 128 + (60 * Math.Sin((x + seed) / 97.0)) + (40 * Math.Cos(y / 61.0)) + random.Next(-3, 4);
            var edge = ((x / 128) + (y / 96)) % 3 * 18;
            pixels[at * 3] = (byte)Math.Clamp(light + edge, 0, 255);
            pixels[(at * 3) + 1] = (byte)Math.Clamp((light * 0.9) - edge, 0, 255);
            pixels[(at * 3) + 2] = (byte)Math.Clamp(200 - (light / 2) + edge, 0, 255);
        }

        using var picture = Picture.FromPixels(side, side, hasAlpha: false, pixels);
        return picture.EncodePng();
    }
}
