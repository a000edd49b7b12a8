namespace RenderStudio.Core.Inspire;

/// <summary>Geometry of closed polygons; the last point is connected to the first.</summary>
internal static class PolygonGeometry
{
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
