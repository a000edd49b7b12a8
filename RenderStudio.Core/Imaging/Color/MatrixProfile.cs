using System.Buffers.Binary;
using System.Numerics;

namespace RenderStudio.Core.Imaging.Color;

/// <summary>
/// Writes a minimal ICC matrix profile: three primaries and one tone curve. ICC.1:2001-04 (version 2.4),
/// https://www.color.org/ICC_Minor_Revision_for_Web.pdf
/// </summary>
internal static class MatrixProfile
{
    private const int Header = 128, Tags = 6, TagEntry = 12, XyzBytes = 20, CurveHeader = 12, CurveEntries = 1024;

    /// <param name="curve">Maps a level to linear light, both from 0 to 1.</param>
    /// <returns>Null when the primaries do not span a colour space.</returns>
    internal static byte[]? Write(Primaries primaries, Func<double, double> curve)
    {
        if (primaries.ToD50() is not var (red, green, blue))
            return null;
        const int data = Header + 4 + (Tags * TagEntry), curveAt = data + (3 * XyzBytes);
        const int curveBytes = CurveHeader + (2 * CurveEntries);
        var profile = new byte[curveAt + curveBytes];
        WriteHeader(profile);
        var entry = Header + 4;
        foreach (var (name, at, bytes) in new[]
        {
            ("rXYZ", data, XyzBytes), ("gXYZ", data + XyzBytes, XyzBytes), ("bXYZ", data + (2 * XyzBytes), XyzBytes),
            ("rTRC", curveAt, curveBytes), ("gTRC", curveAt, curveBytes), ("bTRC", curveAt, curveBytes),
        })
        {
            Text(profile, entry, name);
            Number(profile, entry + 4, at);
            Number(profile, entry + 8, bytes);
            entry += TagEntry;
        }

        WriteXyz(profile.AsSpan(data), red);
        WriteXyz(profile.AsSpan(data + XyzBytes), green);
        WriteXyz(profile.AsSpan(data + (2 * XyzBytes)), blue);
        WriteCurve(profile.AsSpan(curveAt), curve);
        return profile;
    }

    private static void WriteHeader(Span<byte> profile)
    {
        Number(profile, 0, profile.Length);
        Number(profile, 8, 0x02400000);
        Text(profile, 12, "mntrRGB XYZ ");
        Text(profile, 36, "acsp");
        Fixed(profile, 68, Primaries.D50);
        Number(profile, Header, Tags);
    }

    private static void WriteXyz(Span<byte> tag, Vector3 xyz)
    {
        Text(tag, 0, "XYZ ");
        Fixed(tag, 8, xyz);
    }

    private static void WriteCurve(Span<byte> tag, Func<double, double> curve)
    {
        Text(tag, 0, "curv");
        Number(tag, 8, CurveEntries);
        for (var at = 0; at < CurveEntries; at++)
        {
            var light = Math.Clamp(curve(at / (CurveEntries - 1.0)), 0, 1);
            BinaryPrimitives.WriteUInt16BigEndian(
                tag[(CurveHeader + (2 * at))..], (ushort)Math.Round(light * ushort.MaxValue));
        }
    }

    private static void Text(Span<byte> bytes, int at, string text) =>
        System.Text.Encoding.ASCII.GetBytes(text, bytes[at..]);

    private static void Number(Span<byte> bytes, int at, int number) =>
        BinaryPrimitives.WriteInt32BigEndian(bytes[at..], number);

    /// <summary>Fixed-point numbers with 16 fractional bits.</summary>
    private static void Fixed(Span<byte> bytes, int at, Vector3 numbers)
    {
        for (var axis = 0; axis < 3; axis++)
            Number(bytes, at + (4 * axis), (int)Math.Round(numbers[axis] * 65536.0));
    }
}
