using System.Numerics;

namespace RenderStudio.Core.Imaging.Color;

/// <summary>White point and the three primaries of a colour space, as CIE xy.</summary>
internal sealed record Primaries(Vector2 White, Vector2 Red, Vector2 Green, Vector2 Blue)
{
    internal static Primaries Srgb { get; } =
        new(new(0.3127f, 0.329f), new(0.64f, 0.33f), new(0.3f, 0.6f), new(0.15f, 0.06f));

    internal static Vector3 D50 { get; } = new(0.9642f, 1, 0.8249f);

    // Bradford cone response matrix, for row vectors. http://www.brucelindbloom.com/Eqn_ChromAdapt.html
    private static readonly Matrix4x4 Cones = Rows(
        new(0.8951f, -0.7502f, 0.0389f), new(0.2664f, 1.7135f, -0.0685f), new(-0.1614f, 0.0367f, 1.0296f));

    /// <summary>
    /// XYZ of the primaries at full intensity, adapted to D50; null when they do not span a colour space.
    /// </summary>
    internal (Vector3 Red, Vector3 Green, Vector3 Blue)? ToD50()
    {
        var primaries = Rows(Xyz(Red), Xyz(Green), Xyz(Blue));
        if (!Matrix4x4.Invert(primaries, out var inverse) || !Matrix4x4.Invert(Cones, out var back))
            return null;
        var strengths = Vector3.TransformNormal(Xyz(White), inverse);
        var ratio = Vector3.TransformNormal(D50, Cones) / Vector3.TransformNormal(Xyz(White), Cones);
        var adapt = Cones * Matrix4x4.CreateScale(ratio) * back;
        var (red, green, blue) = (Adapted(Red, strengths.X), Adapted(Green, strengths.Y), Adapted(Blue, strengths.Z));
        return float.IsFinite((red + green + blue).Length()) ? (red, green, blue) : null;

        Vector3 Adapted(Vector2 primary, float strength) => Vector3.TransformNormal(Xyz(primary) * strength, adapt);
    }

    private static Vector3 Xyz(Vector2 xy) => new(xy.X / xy.Y, 1, (1 - xy.X - xy.Y) / xy.Y);

    private static Matrix4x4 Rows(Vector3 first, Vector3 second, Vector3 third) => new(
        first.X, first.Y, first.Z, 0, second.X, second.Y, second.Z, 0, third.X, third.Y, third.Z, 0, 0, 0, 0, 1);
}
