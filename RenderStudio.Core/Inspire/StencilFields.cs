namespace RenderStudio.Core.Inspire;

/// <summary>
/// Height maps for stencils: y is 0 to 1 down the picture, x is 0 to its aspect ratio. A colour takes the points
/// between two heights, so that any proportions can be met exactly.
/// </summary>
internal static class StencilFields
{
    internal static Func<double, double, double> Of(StencilKind kind, double aspect, Random random) => kind switch
    {
        StencilKind.Bands => Bands(random),
        StencilKind.Waves => Waves(random),
        StencilKind.Islands => Islands(aspect, random),
        StencilKind.Radial => Radial(aspect, random),
        StencilKind.Mosaic => throw new ArgumentOutOfRangeException(
            nameof(kind), kind, "A mosaic is made of cells, not of a height map."),
    };

    /// <summary>Straight bands across the picture; the sequence of colours occurs once or twice.</summary>
    private static Func<double, double, double> Bands(Random random)
    {
        var (sin, cos) = Math.SinCos(random.NextDouble() * Math.PI);
        var (repeats, shift) = (random.Next(1, 3), random.NextDouble());
        return (x, y) => Fraction((((x * cos) + (y * sin)) * repeats) + shift);
    }

    private static Func<double, double, double> Waves(Random random)
    {
        var swells = Enumerable.Range(1, 3)
            .Select(n => (
                Height: 0.09 / n, Length: n * (2 + (3 * random.NextDouble())), Shift: random.NextDouble() * 7))
            .ToArray();
        var lean = (random.NextDouble() - 0.5) * 0.6;
        return (x, y) =>
        {
            var height = y + (lean * x);
            foreach (var (swell, length, shift) in swells)
                height += swell * Math.Sin((length * x) + shift + (y * 2));
            return height;
        };
    }

    /// <summary>Hills and hollows, whose contour lines separate the colours.</summary>
    private static Func<double, double, double> Islands(double aspect, Random random)
    {
        var hills = Enumerable.Range(0, 16)
            .Select(n => (
                X: random.NextDouble() * aspect, Y: random.NextDouble(),
                Steep: Math.Pow(0.1 + (0.15 * random.NextDouble()), -2), Height: n % 3 == 0 ? -0.7 : 1d))
            .ToArray();
        return (x, y) =>
        {
            var sum = 0d;
            foreach (var (left, top, steep, height) in hills)
            {
                var (dx, dy) = (x - left, y - top);
                var near = 1 / (1 + (((dx * dx) + (dy * dy)) * steep));
                sum += height * near * near;
            }

            return sum;
        };
    }

    /// <summary>Rings around a point near the centre, with lobes.</summary>
    private static Func<double, double, double> Radial(double aspect, Random random)
    {
        var (left, top) = (aspect * (0.35 + (0.3 * random.NextDouble())), 0.35 + (0.3 * random.NextDouble()));
        var (lobes, shift, depth) = (random.Next(3, 9), random.NextDouble() * 7, 0.08 + (0.12 * random.NextDouble()));
        return (x, y) =>
        {
            var (dx, dy) = (x - left, y - top);
            var angle = Math.Atan2(dy, dx);
            return Math.Sqrt((dx * dx) + (dy * dy)) * (1 + (depth * Math.Cos((lobes * angle) + shift)));
        };
    }

    private static double Fraction(double value) => value - Math.Floor(value);
}
