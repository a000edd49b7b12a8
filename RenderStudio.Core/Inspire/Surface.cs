namespace RenderStudio.Core.Inspire;

/// <summary>A point in millimetres from the top left corner of the surface.</summary>
public readonly record struct SurfacePoint(double X, double Y);

/// <summary>The surface to build: a rectangle, or a polygon within it.</summary>
public sealed record Surface(int WidthMm, int LengthMm, IReadOnlyList<SurfacePoint>? Polygon = null)
{
    public const int LeastMm = 500, MostMm = 100_000, MostPoints = 64;

    public double SquareMetres =>
        (Polygon is null ? (double)WidthMm * LengthMm : PolygonGeometry.Area(Polygon)) / 1_000_000;
}
