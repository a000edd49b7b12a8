using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// A generated picture that compresses about like a photo: gradients, shapes with edges and textures, fine grain.
/// </summary>
internal static class PhotoLikePicture
{
    private const int Shapes = 24;

    internal static byte[] Png(int side, int seed)
    {
        using var picture = Draw(side, side, seed, detail: 0.5);
        return picture.EncodePng();
    }

    /// <param name="detail">0 (smooth) to 1 (textured everywhere).</param>
    internal static Picture Draw(int width, int height, int seed, double detail)
    {
        var random = new Random(seed);
        var shapes = Enumerable.Range(0, Shapes).Select(_ => new Shape(random, width, height)).ToArray();
        var pixels = new byte[width * height * 3];
        for (var at = 0; at < width * height; at++)
        {
            var (x, y) = (at % width, at / width);
            var shape = shapes.LastOrDefault(one => one.Covers(x, y));
            var light = 40 * ValueNoise.At(x / 400.0, y / 400.0, seed);
            var texture = detail * 100 * ValueNoise.Layered(x / 16.0, y / 16.0, seed + (shape?.Seed ?? 0));
            var grain = random.Next(-2, 3);
            for (var band = 0; band < 3; band++)
            {
                var color = shape?.Color[band] ?? (150 + (20 * band));
                pixels[(at * 3) + band] = (byte)Math.Clamp(color + light + texture + grain, 0, 255);
            }
        }

        return Picture.FromPixels(width, height, hasAlpha: false, pixels);
    }

    /// <summary>A box or an ellipse of one colour.</summary>
    private sealed class Shape(Random random, int width, int height)
    {
        private readonly double x = random.NextDouble() * width, y = random.NextDouble() * height;
        private readonly double wide = (0.03 + (random.NextDouble() * 0.2)) * width;
        private readonly double high = (0.03 + (random.NextDouble() * 0.2)) * height;
        private readonly bool isRound = random.Next(2) == 0;

        internal int Seed { get; } = random.Next(1, 1000);

        internal int[] Color { get; } = [random.Next(30, 220), random.Next(30, 220), random.Next(30, 220)];

        internal bool Covers(int atX, int atY)
        {
            var (right, down) = (Math.Abs(atX - x) / wide, Math.Abs(atY - y) / high);
            return isRound ? (right * right) + (down * down) < 1 : right < 1 && down < 1;
        }
    }
}
