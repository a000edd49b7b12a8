using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Inspire;

/// <summary>What an inspired picture is held against.</summary>
/// <param name="Colors">The palette, in the order of its labels.</param>
/// <param name="LeastRegionMm">Side of the smallest square that can be built.</param>
/// <param name="Smooths">Takes the grain off before.</param>
public sealed record ClampSpecification(
    IReadOnlyList<Rgb> Colors, ColorCube Cube, SurfaceFrame Frame, int LeastRegionMm, bool Smooths)
{
    // Without a scale, a speck is what is smaller than this part of the shorter side, squared.
    private const double PartWithoutScale = 0.01;

    public long LeastPixels(int width, int height)
    {
        var pixels = Frame.SquareMillimetresPerPixel(width, height) is { } each
            ? LeastRegionMm * (double)LeastRegionMm / each
            : Math.Pow(PartWithoutScale * Math.Min(width, height), 2);
        return (long)Math.Ceiling(pixels);
    }
}

/// <summary>A picture of nothing but palette colours, and how it came to be.</summary>
/// <param name="Labels">The colour of each pixel, or <see cref="Stencil.Outside"/>.</param>
/// <param name="Raw">The same before specks were removed.</param>
/// <param name="Source">What was clamped, RGB.</param>
/// <param name="SpeckPixels">How many pixels removal changed the colour of, or might have.</param>
public sealed record ClampedPicture(
    int Width, int Height, byte[] Labels, byte[] Raw, byte[] Source, int SpeckPixels)
{
    /// <summary>Blocking work of the processor. The picture is opaque.</summary>
    public static ClampedPicture Of(Picture picture, ClampSpecification order)
    {
        var (width, height) = (picture.Width, picture.Height);
        var pixels = picture.ReadPixels();
        var source = order.Smooths ? MedianFilter.Run(pixels, width, height) : pixels;
        var labels = new byte[width * height];
        order.Cube.Clamp(source, labels);
        if (order.Frame.Mask(width, height) is { } mask)
            CutOut(labels, mask);
        var raw = labels.ToArray();
        var specks = SpeckRemoval.Run(labels, width, order.LeastPixels(width, height));
        return new(width, height, labels, raw, source, specks);
    }

    /// <summary>Clear outside of the surface, one exact palette colour everywhere else.</summary>
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
