namespace RenderStudio.Core.Imaging;

internal static class AverageColor
{
    /// <summary>
    /// The mean colour, in which each pixel is weighted by its alpha. White if all pixels are transparent.
    /// </summary>
    internal static string Of(ReadOnlySpan<byte> pixels, int bands)
    {
        long red = 0, green = 0, blue = 0, weight = 0;
        for (; pixels.Length >= bands; pixels = pixels[bands..])
        {
            var alpha = bands == 4 ? pixels[3] : 255;
            red += pixels[0] * alpha;
            green += pixels[1] * alpha;
            blue += pixels[2] * alpha;
            weight += alpha;
        }

        return weight == 0 ? "#ffffff" : $"#{Mean(red):x2}{Mean(green):x2}{Mean(blue):x2}";

        long Mean(long sum) => (sum + (weight / 2)) / weight;
    }
}
