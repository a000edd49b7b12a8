namespace RenderStudio.Core.Inspire;

/// <param name="Shares">Of the surface, one for each colour; they sum to 1.</param>
/// <param name="Aspect">Width over height of the picture.</param>
public sealed record StencilSpecification(
    StencilKind Kind, IReadOnlyList<double> Shares, long Seed, double Aspect, SurfaceFrame Frame);

/// <summary>
/// A division of a surface among colours, of no size of its own: it can be asked at any place and drawn at any size,
/// and the same order always gives the same one.
/// </summary>
public sealed class Stencil
{
    /// <summary>The label of what is not surface.</summary>
    public const byte Outside = 255;

    private const int SampleSide = 256;

    private readonly StencilSpecification order;
    private readonly Func<double, double, byte> labelAt;

    public Stencil(StencilSpecification order)
    {
        this.order = order;
        var random = new Random(Fold(order.Seed));
        labelAt = order.Kind == StencilKind.Mosaic ? Mosaic(random) : Contours(random);
    }

    /// <summary>The colour at a place, or <see cref="Outside"/>; both coordinates from 0 to 1.</summary>
    public byte LabelAt(double x, double y) =>
        order.Frame.Contains(x, y) ? labelAt(x * order.Aspect, y) : Outside;

    /// <summary>The colour in the middle of each pixel.</summary>
    public byte[] Labels(int width, int height)
    {
        var labels = new byte[width * height];
        var mask = order.Frame.Mask(width, height);
        for (var at = 0; at < labels.Length; at++)
        {
            labels[at] = mask is [..] && mask[at] == 0
                ? Outside
                : labelAt((at % width + 0.5) / width * order.Aspect, (at / width + 0.5) / height);
        }

        return labels;
    }

    /// <summary>A colour ends at the height below which its share and those before it lie.</summary>
    private Func<double, double, byte> Contours(Random random)
    {
        var field = StencilFields.Of(order.Kind, order.Aspect, random);
        var heights = Samples().Select(place => field(place.X, place.Y)).ToArray();
        Array.Sort(heights);
        var ends = new double[order.Shares.Count - 1];
        var sum = 0d;
        for (var color = 0; color < ends.Length; color++)
        {
            sum += order.Shares[color];
            ends[color] = heights[Math.Clamp((int)Math.Round(sum * heights.Length), 0, heights.Length - 1)];
        }

        return (x, y) =>
        {
            var height = field(x, y);
            var color = 0;
            while (color < ends.Length && height >= ends[color])
                color++;
            return (byte)color;
        };
    }

    private Func<double, double, byte> Mosaic(Random random)
    {
        var cells = new StencilCells(order.Aspect, order.Shares.Count, random);
        var areas = new int[cells.Count];
        foreach (var (x, y) in Samples())
            areas[cells.At(x, y)]++;
        var colors = StencilCells.Share(areas, order.Shares);
        return (x, y) => colors[cells.At(x, y)];
    }

    private List<(double X, double Y)> Samples()
    {
        List<(double X, double Y)> inside = [];
        var mask = order.Frame.Mask(SampleSide, SampleSide);
        for (var at = 0; at < SampleSide * SampleSide; at++)
        {
            if (mask is null || mask[at] == 1)
                inside.Add(((at % SampleSide + 0.5) / SampleSide * order.Aspect, (at / SampleSide + 0.5) / SampleSide));
        }

        // A sliver that no sample hits still needs heights to be cut at.
        return inside.Count > 0 ? inside : [(order.Aspect / 2, 0.5)];
    }

    private static int Fold(long seed) => unchecked((int)(seed ^ (seed >> 32)));
}
