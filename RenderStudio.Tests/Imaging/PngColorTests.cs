using System.Buffers.Binary;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

/// <summary>
/// PNG files without a profile and with numbers that define the meaning of their levels, decoded as a browser displays
/// them.
/// </summary>
public sealed class PngColorTests
{
    private const uint Usual = 45455, Linear = 100_000;

    private static readonly uint[] SrgbPrimaries = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000];
    private static readonly uint[] P3Primaries = [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000];

    [Fact]
    public void Levels_without_colour_information_are_sRGB() => AssertShown([10, 128, 200], [10, 128, 200]);

    [Fact]
    public void The_usual_gamma_alone_changes_nothing() =>
        AssertShown([10, 128, 200], [10, 128, 200], Numbers("gAMA", Usual));

    [Fact]
    public void Primaries_alone_change_nothing() =>
        AssertShown([10, 128, 200], [10, 128, 200], Numbers("cHRM", P3Primaries));

    [Fact]
    public void Another_gamma_alone_adjusts_the_tones_by_its_ratio_to_the_usual_gamma() =>
        AssertShown([10, 128, 200], [Bent(10), Bent(128), Bent(200)], Numbers("gAMA", Linear));

    [Fact]
    public void Gamma_and_primaries_define_a_colour_space() =>
        AssertShown(
            [10, 128, 200], [SrgbOf(10 / 255.0), SrgbOf(128 / 255.0), SrgbOf(200 / 255.0)],
            Numbers("gAMA", Linear), Numbers("cHRM", SrgbPrimaries));

    [Fact]
    public void Wide_primaries_make_colours_stronger() =>
        // P3 of power 2.2, (200, 100, 50): computed with the published matrices of Display P3 and sRGB.
        AssertShown([200, 100, 50], [216, 93, 24], Numbers("gAMA", Usual), Numbers("cHRM", P3Primaries));

    [Fact]
    public void The_sRGB_chunk_takes_precedence_over_numbers() =>
        AssertShown([10, 128, 200], [10, 128, 200], ("sRGB", [0]), Numbers("gAMA", Linear));

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void A_picture_with_invalid_colour_numbers_is_decoded(uint number)
    {
        using var decoded = Decoded(
            [10, 128, 200], Numbers("gAMA", number), Numbers("cHRM", [number, 0, number, 0, number, 0, 0, 0]));
        Assert.Equal(64, decoded.Width);
    }

    [Fact]
    public void Grey_and_sixteen_bits_follow_the_same_rules()
    {
        var grey = PngBytes.Of(64, 1, depth: 8, PngBytes.Grey, [.. Enumerable.Repeat((byte)128, 64)], Numbers("gAMA", Linear));
        using var shown = PixelAssert.Decoded(grey);
        PixelAssert.Close((Bent(128), Bent(128), Bent(128)), PixelAssert.At(shown, .5, .5), 1);

        byte[] row = [.. Enumerable.Repeat(new byte[] { 128, 128, 10, 10, 200, 200 }, 64).SelectMany(pixel => pixel)];
        using var deep = PixelAssert.Decoded(PngBytes.Of(64, 1, depth: 16, PngBytes.Rgb, row, Numbers("gAMA", Linear)));
        PixelAssert.Close((Bent(128), Bent(10), Bent(200)), PixelAssert.At(deep, .5, .5), 1);
    }

    private static void AssertShown(byte[] stored, byte[] expected, params (string, byte[])[] chunks)
    {
        using var decoded = Decoded(stored, chunks);
        PixelAssert.Close((expected[0], expected[1], expected[2]), PixelAssert.At(decoded, .5, .5), chunks.Length == 0 ? 0 : 1);
    }

    private static Picture Decoded(byte[] pixel, params (string, byte[])[] chunks)
    {
        byte[] row = [.. Enumerable.Repeat(pixel, 64).SelectMany(one => one)];
        return PixelAssert.Decoded(PngBytes.Of(64, 1, depth: 8, PngBytes.Rgb, row, chunks));
    }

    private static (string, byte[]) Numbers(string chunk, params uint[] numbers)
    {
        var data = new byte[4 * numbers.Length];
        for (var at = 0; at < numbers.Length; at++)
            BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(4 * at), numbers[at]);
        return (chunk, data);
    }

    private static byte Bent(byte level) => (byte)Math.Round(255 * Math.Pow(level / 255.0, 1 / 2.2));

    private static byte SrgbOf(double light) =>
        (byte)Math.Round(255 * (light <= 0.0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - 0.055));
}
