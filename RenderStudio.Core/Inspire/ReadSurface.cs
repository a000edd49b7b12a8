using System.Text.Json;

namespace RenderStudio.Core.Inspire;

/// <summary>Reads and validates the surface of a request.</summary>
public static class ReadSurface
{
    public const int LeastPoints = 3;
    private const double LeastPart = 0.01;
    private const int LongestNumber = 32;

    private static readonly string[] Fields = ["widthMm", "lengthMm", "polygon"];

    /// <summary>Null when the surface is invalid; the reasons are added to <paramref name="errors"/>.</summary>
    public static Surface? Run(JsonElement json, FieldErrors errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add("surface", "Must be an object with widthMm and lengthMm.");
            return null;
        }

        foreach (var property in json.EnumerateObject().Where(property => !Fields.Contains(property.Name)))
            errors.Add($"surface.{property.Name}", "Is not a field of a surface.");
        var (width, length) = (Side(json, "widthMm", errors), Side(json, "lengthMm", errors));
        if (width is null || length is null)
            return null;
        var surface = new Surface(width.Value, length.Value);
        return json.TryGetProperty("polygon", out var polygon) && polygon.ValueKind != JsonValueKind.Null
            ? WithPolygon(surface, polygon, errors)
            : surface;
    }

    private static int? Side(JsonElement json, string name, FieldErrors errors)
    {
        if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.GetRawText() is { Length: <= LongestNumber } text
            && WholeNumber.TryParse(text) is >= Surface.LeastMm and <= Surface.MostMm and { } millimetres)
            return (int)millimetres;
        errors.Add($"surface.{name}", $"Must be a whole number from {Surface.LeastMm} to {Surface.MostMm}.");
        return null;
    }

    private static Surface? WithPolygon(Surface surface, JsonElement polygon, FieldErrors errors)
    {
        var corners = PointsOf(polygon) is { } given ? PolygonGeometry.Corners(given) : null;
        var error = corners is not { } points ? "Must be a list of [x, y] in millimetres."
            : points.Count is < LeastPoints or > Surface.MostPoints
                ? $"Must have {LeastPoints} to {Surface.MostPoints} different points; it has {points.Count}."
            : points.Any(point => point.X < 0 || point.X > surface.WidthMm || point.Y < 0 || point.Y > surface.LengthMm)
                ? "Has a point outside of the surface's width and length."
            : PolygonGeometry.IsLine(points) ? "Has all its points on one line."
            : !PolygonGeometry.IsSimple(points) ? "Crosses or touches itself."
            : PolygonGeometry.Area(points) < LeastPart * surface.WidthMm * surface.LengthMm
                ? "Covers less than a hundredth of the surface's width times length."
            : null;
        if (error is null)
            return surface with { Polygon = corners };
        errors.Add("surface.polygon", error);
        return null;
    }

    private static List<SurfacePoint>? PointsOf(JsonElement polygon)
    {
        if (polygon.ValueKind != JsonValueKind.Array)
            return null;
        List<SurfacePoint> points = [];
        foreach (var pair in polygon.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2
                || !IsNumber(pair[0], out var x) || !IsNumber(pair[1], out var y))
                return null;
            points.Add(new(x, y));
        }

        return points;
    }

    private static bool IsNumber(JsonElement json, out double value)
    {
        value = 0;
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out value) || !double.IsFinite(value))
            return false;
        // PostgreSQL stores the number as written: 1e-99999 is 0 here and out of range there.
        var text = json.GetRawText();
        return text.Length <= LongestNumber
            && (double.IsNormal(value) || !text.Contains('e', StringComparison.OrdinalIgnoreCase));
    }
}
