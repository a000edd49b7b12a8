namespace RenderStudio.Benchmarks.Imaging;

/// <summary>
/// Value noise: random values on a lattice with smooth interpolation, similar to clouds, plaster or leaves.
/// </summary>
internal static class ValueNoise
{
    private const int Layers = 4;

    /// <summary>Returns -1 to 1.</summary>
    internal static double At(double x, double y, int seed)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, down) = (Soft(x - left), Soft(y - top));
        var above = Between(Lattice(left, top, seed), Lattice(left + 1, top, seed), right);
        var below = Between(Lattice(left, top + 1, seed), Lattice(left + 1, top + 1, seed), right);
        return Between(above, below, down);
    }

    /// <summary>
    /// Adds layers of increasing frequency, each with half the amplitude of the previous one. Returns about -1 to 1.
    /// </summary>
    internal static double Layered(double x, double y, int seed)
    {
        var (sum, strength, scale) = (0.0, 0.5, 1.0);
        for (var layer = 0; layer < Layers; layer++, strength /= 2, scale *= 2)
            sum += strength * At(x * scale, y * scale, seed + layer);
        return sum;
    }

    private static double Lattice(int x, int y, int seed)
    {
        var mixed = unchecked((uint)((x * 374761393) + (y * 668265263) + (seed * 974634777)));
        mixed = unchecked((mixed ^ (mixed >> 13)) * 1274126177);
        return ((mixed ^ (mixed >> 16)) / (double)uint.MaxValue * 2) - 1;
    }

    private static double Soft(double at) => at * at * (3 - (2 * at));

    private static double Between(double one, double other, double at) => one + ((other - one) * at);
}
