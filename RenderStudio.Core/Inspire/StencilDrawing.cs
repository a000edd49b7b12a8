using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Inspire;

/// <summary>Draws a stencil with antialiased edges.</summary>
internal static class StencilDrawing
{
    /// <summary>The colour outside the surface.</summary>
    public static readonly Rgb Neutral = new(128, 128, 128);

    // 4×4 samples in each pixel near an edge.
    private const int SamplesPerSide = 4;

    public static Picture Draw(Stencil stencil, IReadOnlyList<Rgb> colors, int width, int height)
    {
        var labels = stencil.Labels(width, height);
        var pixels = new byte[width * height * 3];
        for (var at = 0; at < labels.Length; at++)
        {
            var (x, y) = (at % width, at / width);
            var color = IsInner(labels, x, y, width, height)
                ? ColorOf(labels[at], colors)
                : Mixed(stencil, colors, x, y, width, height);
            (pixels[at * 3], pixels[(at * 3) + 1], pixels[(at * 3) + 2]) = (color.R, color.G, color.B);
        }

        return Picture.FromPixels(width, height, hasAlpha: false, pixels);
    }

    private static bool IsInner(byte[] labels, int x, int y, int width, int height)
    {
        var own = labels[(y * width) + x];
        for (var row = Math.Max(0, y - 1); row <= Math.Min(height - 1, y + 1); row++)
        {
            for (var column = Math.Max(0, x - 1); column <= Math.Min(width - 1, x + 1); column++)
            {
                if (labels[(row * width) + column] != own)
                    return false;
            }
        }

        return true;
    }

    private static Rgb Mixed(Stencil stencil, IReadOnlyList<Rgb> colors, int x, int y, int width, int height)
    {
        var (red, green, blue) = (0, 0, 0);
        for (var sample = 0; sample < SamplesPerSide * SamplesPerSide; sample++)
        {
            var color = ColorOf(
                stencil.LabelAt(
                    (x + ((sample % SamplesPerSide + 0.5) / SamplesPerSide)) / width,
                    (y + ((sample / SamplesPerSide + 0.5) / SamplesPerSide)) / height),
                colors);
            (red, green, blue) = (red + color.R, green + color.G, blue + color.B);
        }

        return new(Mean(red), Mean(green), Mean(blue));
    }

    private static byte Mean(int sum) =>
        (byte)((sum + (SamplesPerSide * SamplesPerSide / 2)) / (SamplesPerSide * SamplesPerSide));

    private static Rgb ColorOf(byte label, IReadOnlyList<Rgb> colors) =>
        label == Stencil.Outside ? Neutral : colors[label];
}
