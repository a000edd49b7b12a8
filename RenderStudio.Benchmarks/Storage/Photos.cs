using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>JPEGs made for measuring.</summary>
internal static class Photos
{
    private const int NoiseWidth = 2560, Strip = 256;

    /// <summary>Noise, which no encoder makes smaller; as large as it may be without going over.</summary>
    internal static byte[] Noise(int atMost)
    {
        var perRow = (double)Noise(NoiseWidth, Strip).Length / Strip;
        return Noise(NoiseWidth, (int)(atMost * 0.97 / perRow));
    }

    /// <summary>Soft light with fine grain.</summary>
    internal static byte[] Soft(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var at = 0; at < pixels.Length; at++)
            pixels[at] = (byte)(((at / 3 % width) + (at / 3 / width) + (at * 7919 % 5)) / 40 % 256);
        return Encode(width, height, pixels);
    }

    private static byte[] Noise(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        new Random(1).NextBytes(pixels);
        return Encode(width, height, pixels);
    }

    private static byte[] Encode(int width, int height, byte[] pixels)
    {
        using var picture = Picture.FromPixels(width, height, hasAlpha: false, pixels);
        return picture.EncodeJpeg();
    }
}
