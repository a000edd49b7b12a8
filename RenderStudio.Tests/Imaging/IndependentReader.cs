using RenderStudio.Core.Imaging;
using SixLabors.ImageSharp.PixelFormats;
using Reading = SixLabors.ImageSharp.Image;

namespace RenderStudio.Tests.Imaging;

/// <summary>
/// ImageSharp shares no code with libvips: a file that both read alike was written correctly. It reads only files of
/// the product, without animations and profiles.
/// </summary>
internal static class IndependentReader
{
    // Decoders of lossy files differ in how they interpolate colour, which is stored at half the resolution.
    private const int MostOfOneLevel = 48;
    private const double MeanOfLevels = 1.5;

    internal static void AssertShowsTheSame(byte[] file)
    {
        var theirs = Read(file, out var width, out var height);
        using var ours = PixelAssert.Decoded(file);
        Assert.Equal((width, height), (ours.Width, ours.Height));
        var pixels = ours.ReadPixels();
        var bands = ours.HasAlpha ? 4 : 3;
        var (most, sum) = (0, 0L);
        for (var at = 0; at < width * height; at++)
        {
            var (ourAlpha, theirAlpha) = (bands == 4 ? pixels[(at * 4) + 3] : 255, theirs[(at * 4) + 3]);
            Assert.InRange(Math.Abs(ourAlpha - theirAlpha), 0, 1);
            for (var band = 0; band < 3; band++)
            {
                // The weight of a colour is its visibility.
                var far = Math.Abs(pixels[(at * bands) + band] - theirs[(at * 4) + band]) * ourAlpha / 255;
                (most, sum) = (Math.Max(most, far), sum + far);
            }
        }

        Assert.InRange(most, 0, MostOfOneLevel);
        Assert.InRange(sum / (3.0 * width * height), 0, MeanOfLevels);
    }

    private static byte[] Read(byte[] file, out int width, out int height)
    {
        using var image = Reading.Load<Rgba32>(file);
        (width, height) = (image.Width, image.Height);
        var pixels = new byte[4 * width * height];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }
}
