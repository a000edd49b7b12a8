namespace RenderStudio.Core.Inspire;

/// <summary>A Voronoi mosaic: each cell contains the points of the plane that are nearest to its seed.</summary>
internal sealed class StencilCells
{
    private const int CellsPerColor = 9, LeastCells = 60;

    private readonly int columns, rows;
    private readonly double side;
    private readonly (double X, double Y)[] points;

    internal StencilCells(double aspect, int colors, Random random)
    {
        side = Math.Sqrt(aspect / Math.Max(LeastCells, CellsPerColor * colors));
        (columns, rows) = ((int)Math.Ceiling(aspect / side), (int)Math.Ceiling(1 / side));
        points = [.. Enumerable.Range(0, columns * rows).Select(at =>
            (((at % columns) + 0.1 + (0.8 * random.NextDouble())) * side,
            ((at / columns) + 0.1 + (0.8 * random.NextDouble())) * side))];
    }

    internal int Count => points.Length;

    /// <summary>
    /// The cell of a point. Seeds stay in their grid squares, so only nearby squares are searched.
    /// </summary>
    internal int At(double x, double y)
    {
        var (column, row) = ((int)(x / side), (int)(y / side));
        var (best, least) = (0, double.MaxValue);
        for (var r = Math.Max(0, row - 2); r <= Math.Min(rows - 1, row + 2); r++)
        {
            for (var c = Math.Max(0, column - 2); c <= Math.Min(columns - 1, column + 2); c++)
            {
                var (dx, dy) = (points[(r * columns) + c].X - x, points[(r * columns) + c].Y - y);
                if ((dx * dx) + (dy * dy) is var distance && distance < least)
                    (best, least) = ((r * columns) + c, distance);
            }
        }

        return best;
    }

    /// <summary>
    /// Assigns a colour to each cell: the largest cell first, each to the colour with the largest deficit.
    /// </summary>
    /// <param name="areas">Area of each cell, in any unit.</param>
    internal static byte[] Share(IReadOnlyList<int> areas, IReadOnlyList<double> shares)
    {
        double total = Math.Max(1, areas.Sum());
        var lacking = shares.Select(share => share * total).ToArray();
        var colors = new byte[areas.Count];
        foreach (var cell in Enumerable.Range(0, areas.Count)
            .OrderByDescending(cell => areas[cell]).ThenBy(cell => cell))
        {
            var color = Array.IndexOf(lacking, lacking.Max());
            colors[cell] = (byte)color;
            lacking[color] -= areas[cell];
        }

        return colors;
    }
}
