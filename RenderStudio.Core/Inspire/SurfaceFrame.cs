using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Inspire;

/// <summary>
/// Maps a surface to a picture. Up to 1:4 the picture has the shape of the surface; a narrower surface is centred in a
/// picture of 1:4, the narrowest that models make. Without a surface the whole picture is used.
/// </summary>
public sealed class SurfaceFrame(Surface? surface)
{
    private const double Narrowest = 4;
    private const int Step = 16, LeastSide = 256, MostSide = 1536;

    public Surface? Surface { get; } = surface;

    /// <summary>
    /// The size of the working picture: about as many pixels as the model makes, in the shape of the surface.
    /// </summary>
    public PixelSize SizeOf(PixelSize budget)
    {
        if (Surface is null)
            return budget;
        var shape = Math.Clamp(Ratio, 1 / Narrowest, Narrowest);
        var width = Math.Sqrt((double)budget.Width * budget.Height * shape);
        var fit = Math.Min(1, MostSide / Math.Max(width, width / shape));
        return new(Side(width * fit), Side(width / shape * fit));
    }

    /// <summary>Square millimetres per pixel; null where there is no scale.</summary>
    public double? SquareMillimetresPerPixel(int width, int height) =>
        Surface is null ? null : Surface.WidthMm * (double)Surface.LengthMm / (width * Part.X * height * Part.Y);

    /// <summary>The pixels on the surface, 1 or 0 each; null when all pixels are on it.</summary>
    public byte[]? Mask(int width, int height)
    {
        if (IsAll)
            return null;
        var mask = new byte[width * height];
        for (var row = 0; row < height; row++)
        {
            var inside = Inside((row + 0.5) / height);
            for (var at = 0; at + 1 < inside.Count; at += 2)
            {
                var from = Math.Max(0, (int)Math.Ceiling((inside[at] * width) - 0.5));
                var to = Math.Min(width, (int)Math.Ceiling((inside[at + 1] * width) - 0.5));
                if (to > from)
                    mask.AsSpan((row * width) + from, to - from).Fill(1);
            }
        }

        return mask;
    }

    public bool Contains(double x, double y)
    {
        if (IsAll)
            return true;
        var inside = Inside(y);
        for (var at = 0; at + 1 < inside.Count; at += 2)
        {
            if (x >= inside[at] && x < inside[at + 1])
                return true;
        }

        return false;
    }

    private bool IsAll { get; } = surface is null
        || (surface.Polygon is null && (double)surface.WidthMm / surface.LengthMm is >= 1 / Narrowest and <= Narrowest);

    private double Ratio => (double)Surface!.WidthMm / Surface.LengthMm;

    /// <summary>The share of the picture's width and height that the surface takes.</summary>
    private (double X, double Y) Part => (Math.Min(1, Ratio * Narrowest), Math.Min(1, Narrowest / Ratio));

    /// <summary>Where the surface begins and ends along a row of the picture, as shares of its width.</summary>
    private List<double> Inside(double y)
    {
        if (Surface is null)
            return [0, 1];
        var along = ((y - 0.5) / Part.Y) + 0.5;
        if (along is < 0 or > 1)
            return [];
        List<double> mm = Surface.Polygon is { } polygon
            ? PolygonGeometry.Crossings(polygon, along * Surface.LengthMm)
            : [0, Surface.WidthMm];
        return [.. mm.Select(x => (((x / Surface.WidthMm) - 0.5) * Part.X) + 0.5)];
    }

    private static int Side(double length) => Math.Max(LeastSide, (int)Math.Round(length / Step) * Step);
}
