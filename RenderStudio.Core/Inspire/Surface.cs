namespace RenderStudio.Core.Inspire;

/// <summary>In millimetres from the surface's top left corner.</summary>
public readonly record struct SurfacePoint(double X, double Y);

/// <summary>What is to be built: a rectangle, or a polygon within it.</summary>
public sealed record Surface(int WidthMm, int LengthMm, IReadOnlyList<SurfacePoint>? Polygon = null)
{
    public const int LeastMm = 500, MostMm = 100_000, MostPoints = 64;

    public double SquareMetres =>
        (Polygon is null ? (double)WidthMm * LengthMm : PolygonGeometry.Area(Polygon)) / 1_000_000;
}
