namespace RenderStudio.Core.Inspire;

/// <param name="Shares">Share of the surface for each colour; they sum to 1.</param>
/// <param name="Aspect">Width divided by height of the picture.</param>
public sealed record StencilSpecification(
    StencilKind Kind, IReadOnlyList<double> Shares, long Seed, double Aspect, SurfaceFrame Frame);

/// <summary>
/// A division of a surface among colours, independent of resolution: it can be evaluated at any point and drawn at any
/// size. The same specification always gives the same stencil.
/// </summary>
public sealed class Stencil
{
    /// <summary>The label of points outside the surface.</summary>
    public const byte Outside = 255;

    private const int SampleSide = 256;

    private readonly StencilSpecification specification;
    private readonly Func<double, double, byte> labelAt;

    public Stencil(StencilSpecification specification)
    {
        this.specification = specification;
        var random = new Random(Fold(specification.Seed));
        labelAt = specification.Kind == StencilKind.Mosaic ? Mosaic(random) : Contours(random);
    }

    /// <summary>The colour at a point, or <see cref="Outside"/>; both coordinates from 0 to 1.</summary>
    public byte LabelAt(double x, double y) =>
        specification.Frame.Contains(x, y) ? labelAt(x * specification.Aspect, y) : Outside;

    /// <summary>The colour at the centre of each pixel.</summary>
    public byte[] Labels(int width, int height)
    {
        var labels = new byte[width * height];
        var mask = specification.Frame.Mask(width, height);
        for (var at = 0; at < labels.Length; at++)
        {
            labels[at] = mask is [..] && mask[at] == 0
                ? Outside
                : labelAt((at % width + 0.5) / width * specification.Aspect, (at / width + 0.5) / height);
        }

        return labels;
    }

    /// <summary>
    /// A colour ends at the height below which its share and the shares of the colours before it lie.
    /// </summary>
    private Func<double, double, byte> Contours(Random random)
    {
        var field = StencilFields.Of(specification.Kind, specification.Aspect, random);
        var heights = Samples().Select(place => field(place.X, place.Y)).ToArray();
        Array.Sort(heights);
        var ends = new double[specification.Shares.Count - 1];
        var sum = 0d;
        for (var color = 0; color < ends.Length; color++)
        {
            sum += specification.Shares[color];
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
        var cells = new StencilCells(specification.Aspect, specification.Shares.Count, random);
        var areas = new int[cells.Count];
        foreach (var (x, y) in Samples())
            areas[cells.At(x, y)]++;
        var colors = StencilCells.Share(areas, specification.Shares);
        return (x, y) => colors[cells.At(x, y)];
    }

    private List<(double X, double Y)> Samples()
    {
        List<(double X, double Y)> inside = [];
        var mask = specification.Frame.Mask(SampleSide, SampleSide);
        for (var at = 0; at < SampleSide * SampleSide; at++)
        {
            if (mask is null || mask[at] == 1)
                inside.Add((
                    (at % SampleSide + 0.5) / SampleSide * specification.Aspect, (at / SampleSide + 0.5) / SampleSide));
        }

        // A surface too narrow for any sample still needs heights.
        return inside.Count > 0 ? inside : [(specification.Aspect / 2, 0.5)];
    }

    private static int Fold(long seed) => unchecked((int)(seed ^ (seed >> 32)));
}
