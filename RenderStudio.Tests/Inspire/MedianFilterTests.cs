using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

public sealed class MedianFilterTests
{
    [Fact]
    public void Each_pixel_is_the_median_that_sorting_finds() => RandomSurfaces.Hold(seed =>
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(1, 60), random.Next(1, 12));
        var pixels = new byte[width * height * 3];
        random.NextBytes(pixels);

        var smooth = MedianFilter.Run(pixels, width, height);

        return Enumerable.Range(0, pixels.Length).All(at => smooth[at] == Naive(pixels, width, height, at));
    }, tests: 60);

    private static byte Naive(byte[] pixels, int width, int height, int at)
    {
        var (x, y, band) = (at / 3 % width, at / 3 / width, at % 3);
        if (x == 0 || y == 0 || x == width - 1 || y == height - 1)
            return pixels[at];
        return (from row in Enumerable.Range(y - 1, 3)
                from column in Enumerable.Range(x - 1, 3)
                select pixels[(((row * width) + column) * 3) + band]).Order().ElementAt(4);
    }
}
