using FsCheck;
using FsCheck.Fluent;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;

namespace RenderStudio.Tests.Inspire;

/// <summary>Random palettes, pictures and labelled surfaces, each from a seed that a failed test prints.</summary>
internal static class RandomSurfaces
{
    internal static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    internal static void Hold(Func<int, bool> property, int tests = 100) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(Seeds, property));

    internal static Rgb[] Palette(Random random)
    {
        var near = random.Next(3) == 0;
        var first = Color(random);
        return
        [
            .. Enumerable.Range(0, random.Next(2, 13))
                .Select(_ => near ? Near(first, random) : Color(random))
                .Append(first).Distinct(),
        ];
    }

    /// <summary>Noise, or soft areas with grain, or colours of the palette and their neighbours.</summary>
    internal static byte[] Pixels(Random random, Rgb[] palette, int count)
    {
        var pixels = new byte[count * 3];
        random.NextBytes(pixels);
        var kind = random.Next(3);
        for (var at = 0; at < count && kind > 0; at++)
        {
            var color = kind == 1 ? Near(palette[at / 7 % palette.Length], random) : palette[random.Next(palette.Length)];
            (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) = (color.R, color.G, color.B);
        }

        return pixels;
    }

    /// <summary>Blobs, lines and single pixels in a few colours, sometimes with a hole that is not surface.</summary>
    internal static (byte[] Labels, int Width) Labels(Random random)
    {
        var (width, height) = (random.Next(1, 40), random.Next(1, 40));
        var labels = new byte[width * height];
        var colors = random.Next(1, 6);
        for (var stroke = random.Next(0, 60); stroke > 0; stroke--)
        {
            var (left, top) = (random.Next(width), random.Next(height));
            var (wide, high) = (random.Next(1, 9), random.Next(1, 9));
            var label = random.Next(12) == 0 ? Stencil.Outside : (byte)random.Next(colors);
            for (var y = top; y < Math.Min(height, top + high); y++)
                labels.AsSpan((y * width) + left, Math.Min(wide, width - left)).Fill(label);
        }

        return (labels, width);
    }

    internal static SurfaceFrame NoSurface { get; } = new(null);

    /// <summary>Adds soft light and grain, as a model would.</summary>
    internal static Picture Painted(Picture stencil, int seed, int grain = 10)
    {
        var random = new Random(seed);
        var pixels = stencil.ReadPixels();
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var pixel = at / 3;
            var light = 8 * Math.Sin((pixel % stencil.Width / 90.0) + seed) + random.Next(-grain, grain + 1);
            for (var band = 0; band < 3; band++)
                pixels[at + band] = (byte)Math.Clamp(pixels[at + band] + light, 0, 255);
        }

        return Picture.FromPixels(stencil.Width, stencil.Height, hasAlpha: false, pixels);
    }

    private static Rgb Color(Random random) => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256));

    private static Rgb Near(Rgb color, Random random)
    {
        return new(Shifted(color.R), Shifted(color.G), Shifted(color.B));

        byte Shifted(byte channel) => (byte)Math.Clamp(channel + random.Next(-9, 10), 0, 255);
    }
}
