using System.Numerics;

namespace RenderStudio.Core.Inspire;

/// <summary>
/// Replaces each pixel by the median of its 3×3 neighbourhood, per channel: grain is removed, edges stay in place.
/// Vectorised, because the rank filter of libvips takes longer than all other steps of finishing.
/// </summary>
internal static class MedianFilter
{
    private const int Bands = 3;

    /// <param name="pixels">RGB, one byte per channel; the outermost pixels are unchanged.</param>
    public static byte[] Run(byte[] pixels, int width, int height)
    {
        var result = pixels.ToArray();
        var stride = width * Bands;
        for (var row = 1; row < height - 1; row++)
        {
            var (at, end) = ((row * stride) + Bands, ((row + 1) * stride) - Bands);
            for (; at + Vector<byte>.Count <= end; at += Vector<byte>.Count)
                Median(pixels, at, stride).CopyTo(result, at);
            for (; at < end; at++)
                result[at] = MedianOfOne(pixels, at, stride);
        }

        return result;
    }

    /// <summary>
    /// Sorts the three columns. The median is the median of the largest low, the middle of the middles and the smallest
    /// high.
    /// </summary>
    private static Vector<byte> Median(byte[] pixels, int at, int stride)
    {
        var (low1, middle1, high1) = Column(pixels, at - Bands, stride);
        var (low2, middle2, high2) = Column(pixels, at, stride);
        var (low3, middle3, high3) = Column(pixels, at + Bands, stride);
        return Middle(
            Vector.Max(Vector.Max(low1, low2), low3),
            Middle(middle1, middle2, middle3),
            Vector.Min(Vector.Min(high1, high2), high3));
    }

    private static (Vector<byte> Low, Vector<byte> Middle, Vector<byte> High) Column(byte[] pixels, int at, int stride)
    {
        var (above, own, below) = (
            new Vector<byte>(pixels, at - stride), new Vector<byte>(pixels, at), new Vector<byte>(pixels, at + stride));
        var (low, high) = (Vector.Min(above, own), Vector.Max(above, own));
        return (Vector.Min(low, below), Vector.Max(low, Vector.Min(high, below)), Vector.Max(high, below));
    }

    private static Vector<byte> Middle(Vector<byte> one, Vector<byte> two, Vector<byte> three) =>
        Vector.Max(Vector.Min(one, two), Vector.Min(Vector.Max(one, two), three));

    private static byte MedianOfOne(byte[] pixels, int at, int stride)
    {
        Span<byte> around = stackalloc byte[9];
        for (var place = 0; place < around.Length; place++)
            around[place] = pixels[at + (((place / 3) - 1) * stride) + (((place % 3) - 1) * Bands)];
        around.Sort();
        return around[4];
    }
}
