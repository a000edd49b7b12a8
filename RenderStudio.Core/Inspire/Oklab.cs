namespace RenderStudio.Core.Inspire;

/// <summary>
/// A colour in OKLab, in which equal distances are perceived as about equally different
/// (https://bottosson.github.io/posts/oklab/).
/// </summary>
internal readonly record struct Oklab(double L, double A, double B)
{
    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(LinearOf)];

    public static Oklab Of(Rgb color) => OfCones(Cones(color.R, color.G, color.B));

    /// <summary>The squared distance, which is sufficient for comparisons.</summary>
    public double DistanceTo(Oklab other)
    {
        var (l, a, b) = (L - other.L, A - other.A, B - other.B);
        return (l * l) + (a * a) + (b * b);
    }

    /// <summary>
    /// The cube roots of the cone responses, of which OKLab is a linear function; each increases with R, G and B.
    /// </summary>
    internal static (double L, double M, double S) Cones(byte red, byte green, byte blue)
    {
        var (r, g, b) = (Linear[red], Linear[green], Linear[blue]);
        return (
            Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b)),
            Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b)),
            Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b)));
    }

    internal static Oklab OfCones((double L, double M, double S) cones) => new(
        (0.2104542553 * cones.L) + (0.7936177850 * cones.M) - (0.0040720468 * cones.S),
        (1.9779984951 * cones.L) - (2.4285922050 * cones.M) + (0.4505937099 * cones.S),
        (0.0259040371 * cones.L) + (0.7827717662 * cones.M) - (0.8086757660 * cones.S));

    private static double LinearOf(int channel)
    {
        var value = channel / 255d;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
