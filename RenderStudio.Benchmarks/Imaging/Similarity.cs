using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// The mean structural similarity (SSIM) of two pictures' luma, over windows of 8×8 every four pixels; 1 for
/// identical pictures. Wang, Bovik, Sheikh and Simoncelli, IEEE Transactions on Image Processing 13 (2004).
/// </summary>
internal sealed class Similarity(Picture original)
{
    private const int Window = 8, Step = 4;
    private const double C1 = 0.01 * 255 * 0.01 * 255, C2 = 0.03 * 255 * 0.03 * 255;

    private readonly float[] luma = Luma(original);
    private readonly int width = original.Width, height = original.Height;

    internal double To(byte[] encoded)
    {
        using var picture = Picture.Decode(encoded).Value!;
        var other = Luma(picture);
        var (sum, windows) = (0.0, 0);
        for (var y = 0; y + Window <= height; y += Step)
        {
            for (var x = 0; x + Window <= width; x += Step, windows++)
                sum += OfWindow(other, (y * width) + x);
        }

        return sum / windows;
    }

    private double OfWindow(float[] other, int start)
    {
        double one = 0, two = 0, oneSquared = 0, twoSquared = 0, both = 0;
        for (var row = start; row < start + (Window * width); row += width)
        {
            for (var at = row; at < row + Window; at++)
            {
                one += luma[at];
                two += other[at];
                oneSquared += luma[at] * luma[at];
                twoSquared += other[at] * other[at];
                both += luma[at] * other[at];
            }
        }

        const double Count = Window * Window;
        var (mean1, mean2) = (one / Count, two / Count);
        var variances = (oneSquared / Count) - (mean1 * mean1) + (twoSquared / Count) - (mean2 * mean2);
        var covariance = (both / Count) - (mean1 * mean2);
        return ((2 * mean1 * mean2) + C1) * ((2 * covariance) + C2)
            / (((mean1 * mean1) + (mean2 * mean2) + C1) * (variances + C2));
    }

    private static float[] Luma(Picture picture)
    {
        var pixels = picture.ReadPixels();
        var luma = new float[pixels.Length / 3];
        for (int at = 0, from = 0; at < luma.Length; at++, from += 3)
            luma[at] = (0.299f * pixels[from]) + (0.587f * pixels[from + 1]) + (0.114f * pixels[from + 2]);
        return luma;
    }
}
