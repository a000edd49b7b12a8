using System.Buffers.Binary;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging.Color;

/// <summary>
/// The colour space of a PNG without a profile, as Chromium, Firefox and Safari interpret it: <c>sRGB</c> takes
/// precedence over all others; <c>gAMA</c> with <c>cHRM</c> defines a colour space; <c>gAMA</c> alone changes the tone
/// curve; <c>cHRM</c> alone is ignored. https://www.w3.org/TR/png-3/#11addnlcolinfo
/// </summary>
internal static class PngColor
{
    private const double Unit = 100_000, UsualGamma = 2.2, Significant = 0.05;

    /// <returns>An ICC profile; null when the chunks describe sRGB or are absent.</returns>
    internal static byte[]? ProfileOf(ReadOnlySpan<byte> png)
    {
        double? gamma = null;
        Primaries? primaries = null;
        foreach (var chunk in new PngChunks(png))
        {
            if (chunk.Name == PngName.Pixels)
                break;
            if (chunk.Name is PngName.StandardColours or PngName.Profile or PngName.ColourCode)
                return null;
            if (chunk.Name == PngName.Gamma && chunk.Data.Length == 4)
                gamma = BinaryPrimitives.ReadUInt32BigEndian(chunk.Data) / Unit;
            if (chunk.Name == PngName.Chromaticities && chunk.Data.Length == 32)
                primaries = Read(chunk.Data);
        }

        if (gamma is not > 0)
            return null;
        if (primaries is not null)
            return MatrixProfile.Write(primaries, level => Math.Pow(level, 1 / gamma.Value));
        var bend = UsualGamma * gamma.Value;
        return Math.Abs(bend - 1) < Significant
            ? null
            : MatrixProfile.Write(Primaries.Srgb, level => LinearOfSrgb(Math.Pow(level, 1 / bend)));
    }

    private static Primaries Read(ReadOnlySpan<byte> data)
    {
        Span<float> numbers = stackalloc float[8];
        for (var at = 0; at < numbers.Length; at++)
            numbers[at] = (float)(BinaryPrimitives.ReadUInt32BigEndian(data[(4 * at)..]) / Unit);
        return new(
            new(numbers[0], numbers[1]), new(numbers[2], numbers[3]), new(numbers[4], numbers[5]),
            new(numbers[6], numbers[7]));
    }

    /// <summary>Transfer function of IEC 61966-2-1.</summary>
    private static double LinearOfSrgb(double level) =>
        level <= 0.04045 ? level / 12.92 : Math.Pow((level + 0.055) / 1.055, 2.4);
}
