namespace RenderStudio.Core.Inspire;

/// <summary>Geometry of closed polygons; the last point is connected to the first.</summary>
internal static class PolygonGeometry
{
    // Drawing programs close a polygon with a copy of its first point, and round each copy on its own.
    private const double SamePlaceMm = 0.1;

    /// <summary>
    /// The corners without repetitions: of neighbouring points in the same place, the last and the first included, one
    /// remains.
    /// </summary>
    internal static List<SurfacePoint> Corners(IEnumerable<SurfacePoint> points)
    {
        List<SurfacePoint> corners = [];
        foreach (var point in points)
        {
            if (corners.Count == 0 || !AreSame(corners[^1], point))
                corners.Add(point);
        }

        while (corners.Count > 1 && AreSame(corners[^1], corners[0]))
            corners.RemoveAt(corners.Count - 1);
        return corners;
    }

    /// <summary>Whether all points are on one line.</summary>
    internal static bool IsLine(IReadOnlyList<SurfacePoint> points) =>
        points.Count < 3 || points.Skip(2).All(point => Turn(points[0], points[1], point) == 0);

    /// <summary>By the shoelace formula.</summary>
    internal static double Area(IReadOnlyList<SurfacePoint> points)
    {
        var twice = 0d;
        for (var at = 0; at < points.Count; at++)
        {
            var (one, next) = (points[at], points[(at + 1) % points.Count]);
            twice += (one.X * next.Y) - (next.X * one.Y);
        }

        return Math.Abs(twice) / 2;
    }

    /// <summary>Whether no two sides meet, except neighbours in their shared corner.</summary>
    internal static bool IsSimple(IReadOnlyList<SurfacePoint> points)
    {
        var count = points.Count;
        for (var one = 0; one < count; one++)
        {
            if (FoldsBack(points[one], points[(one + 1) % count], points[(one + 2) % count]))
                return false;
            for (var other = one + 2; other < count; other++)
            {
                var areNeighbours = (other + 1) % count == one;
                if (!areNeighbours
                    && Meet(points[one], points[one + 1], points[other], points[(other + 1) % count]))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The x coordinates where a horizontal line crosses the sides, in ascending order.</summary>
    internal static List<double> Crossings(IReadOnlyList<SurfacePoint> points, double y)
    {
        List<double> crossings = [];
        for (var at = 0; at < points.Count; at++)
        {
            var (one, next) = (points[at], points[(at + 1) % points.Count]);
            if (one.Y <= y != next.Y <= y)
                crossings.Add(one.X + ((y - one.Y) / (next.Y - one.Y) * (next.X - one.X)));
        }

        crossings.Sort();
        return crossings;
    }

    private static bool AreSame(SurfacePoint one, SurfacePoint other) =>
        Math.Abs(one.X - other.X) < SamePlaceMm && Math.Abs(one.Y - other.Y) < SamePlaceMm;

    private static bool FoldsBack(SurfacePoint one, SurfacePoint corner, SurfacePoint next) =>
        one == corner || corner == next
        || (Turn(one, corner, next) == 0
            && ((one.X - corner.X) * (next.X - corner.X)) + ((one.Y - corner.Y) * (next.Y - corner.Y)) > 0);

    private static bool Meet(SurfacePoint a, SurfacePoint b, SurfacePoint c, SurfacePoint d)
    {
        var (first, second) = (Turn(a, b, c) * Turn(a, b, d), Turn(c, d, a) * Turn(c, d, b));
        return (first < 0 && second < 0)
            || (Turn(a, b, c) == 0 && IsWithin(a, b, c)) || (Turn(a, b, d) == 0 && IsWithin(a, b, d))
            || (Turn(c, d, a) == 0 && IsWithin(c, d, a)) || (Turn(c, d, b) == 0 && IsWithin(c, d, b));
    }

    private static int Turn(SurfacePoint a, SurfacePoint b, SurfacePoint c) =>
        Math.Sign(((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X)));

    private static bool IsWithin(SurfacePoint a, SurfacePoint b, SurfacePoint point) =>
        point.X >= Math.Min(a.X, b.X) && point.X <= Math.Max(a.X, b.X)
        && point.Y >= Math.Min(a.Y, b.Y) && point.Y <= Math.Max(a.Y, b.Y);
}
