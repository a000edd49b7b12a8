using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Inspire;

/// <summary>What an inspire output is mapped to.</summary>
/// <param name="Colors">The palette, in the order of its labels.</param>
/// <param name="LeastRegionMm">Side of the smallest square that can be built, in millimetres.</param>
/// <param name="Smooths">Whether a median filter removes grain first.</param>
public sealed record ClampSpecification(
    IReadOnlyList<Rgb> Colors, ColorCube Cube, SurfaceFrame Frame, int LeastRegionMm, bool Smooths)
{
    // Without a scale, a region smaller than the square of this part of the shorter side is a speck.
    private const double PartWithoutScale = 0.01;

    public long LeastPixels(int width, int height)
    {
        var pixels = Frame.SquareMillimetresPerPixel(width, height) is { } each
            ? LeastRegionMm * (double)LeastRegionMm / each
            : Math.Pow(PartWithoutScale * Math.Min(width, height), 2);
        return (long)Math.Ceiling(pixels);
    }
}

/// <summary>A picture that contains only palette colours, and its intermediate results.</summary>
/// <param name="Labels">The colour of each pixel, or <see cref="Stencil.Outside"/>.</param>
/// <param name="Raw">The labels before specks were removed.</param>
/// <param name="Source">The pixels that were mapped, RGB.</param>
/// <param name="SpeckPixels">Number of pixels that belonged to specks.</param>
internal sealed record ClampedPicture(
    int Width, int Height, byte[] Labels, byte[] Raw, byte[] Source, int SpeckPixels)
{
    /// <summary>The work is CPU-bound and blocks the caller. The picture must be opaque.</summary>
    public static ClampedPicture Of(Picture picture, ClampSpecification specification)
    {
        var (width, height) = (picture.Width, picture.Height);
        var pixels = picture.ReadPixels();
        var source = specification.Smooths ? MedianFilter.Run(pixels, width, height) : pixels;
        var labels = new byte[width * height];
        specification.Cube.Clamp(source, labels);
        if (specification.Frame.Mask(width, height) is { } mask)
            CutOut(labels, mask);
        var raw = labels.ToArray();
        var specks = SpeckRemoval.Run(labels, width, specification.LeastPixels(width, height));
        return new(width, height, labels, raw, source, specks);
    }

    /// <summary>Transparent outside the surface; one exact palette colour per pixel elsewhere.</summary>
    public Picture Draw(IReadOnlyList<Rgb> colors)
    {
        var isWhole = !Labels.Contains(Stencil.Outside);
        var bands = isWhole ? 3 : 4;
        var pixels = new byte[Labels.Length * bands];
        for (int at = 0, to = 0; at < Labels.Length; at++, to += bands)
        {
            if (Labels[at] == Stencil.Outside)
                continue;
            var color = colors[Labels[at]];
            (pixels[to], pixels[to + 1], pixels[to + 2]) = (color.R, color.G, color.B);
            if (!isWhole)
                pixels[to + 3] = 255;
        }

        return Picture.FromPixels(Width, Height, hasAlpha: !isWhole, pixels);
    }

    private static void CutOut(byte[] labels, byte[] mask)
    {
        for (var at = 0; at < labels.Length; at++)
        {
            if (mask[at] == 0)
                labels[at] = Stencil.Outside;
        }
    }
}
