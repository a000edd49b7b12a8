using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>Generated pictures for measurements.</summary>
internal static class Photos
{
    private const int NoiseWidth = 2000;

    /// <summary>Noise, which no encoder can compress, as large as the size limit permits.</summary>
    internal static byte[] NoisePng(int atMost)
    {
        var height = (int)(atMost * 0.98) / (NoiseWidth * 3);
        var pixels = new byte[NoiseWidth * height * 3];
        new Random(1).NextBytes(pixels);
        using var picture = Picture.FromPixels(NoiseWidth, height, hasAlpha: false, pixels);
        return picture.EncodePng();
    }

    /// <summary>
    /// A photo in portrait orientation as a phone stores it: the rows of the sensor, with an EXIF rotation.
    /// </summary>
    internal static byte[] OfPhone(int width, int height) => ExifBytes.IntoJpeg(Soft(width, height), orientation: 6);

    /// <summary>A smooth gradient with fine grain.</summary>
    internal static byte[] Soft(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var at = 0; at < pixels.Length; at++)
            pixels[at] = (byte)(((at / 3 % width) + (at / 3 / width) + (at * 7919 % 5)) / 40 % 256);
        using var picture = Picture.FromPixels(width, height, hasAlpha: false, pixels);
        return picture.EncodeJpeg();
    }
}
