using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureDecodingTests
{
    private static readonly (byte, byte, byte) R = Drawing.Red, G = Drawing.Green, B = Drawing.Blue, Y = Drawing.Yellow;

    public static TheoryData<int, int, int, (byte, byte, byte)[]> Orientations => new()
    {
        { 1, 96, 64, [R, G, B, Y] },
        { 2, 96, 64, [G, R, Y, B] },
        { 3, 96, 64, [Y, B, G, R] },
        { 4, 96, 64, [B, Y, R, G] },
        { 5, 64, 96, [R, B, G, Y] },
        { 6, 64, 96, [B, R, Y, G] },
        { 7, 64, 96, [Y, G, B, R] },
        { 8, 64, 96, [G, Y, R, B] },
    };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Each_orientation_is_decoded_upright(
        int orientation, int width, int height, (byte, byte, byte)[] quarters)
    {
        var jpeg = ExifBytes.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg(), orientation);
        using var decoded = PixelAssert.Decoded(jpeg);
        Assert.Equal((width, height), (decoded.Width, decoded.Height));
        PixelAssert.Quarters(decoded, quarters);

        using var stored = PixelAssert.Decoded(PictureCleaning.Clean(jpeg).Value!.Bytes);
        Assert.Equal((width, height), (stored.Width, stored.Height));
        PixelAssert.Quarters(stored, quarters);

        var finished = PictureFinishing.Finish(jpeg).Value!;
        Assert.Equal((width, height), (finished.Width, finished.Height));
        using var thumbnail = PixelAssert.Decoded(finished.Thumbnail);
        PixelAssert.Quarters(thumbnail, quarters);
    }

    [Fact]
    public void The_first_frame_of_an_animation_is_decoded()
    {
        using var decoded = PixelAssert.Decoded(GifBytes.Of(64, 2, 0, 1));
        Assert.Equal((64, 64), (decoded.Width, decoded.Height));
        PixelAssert.Close(Drawing.Blue, PixelAssert.At(decoded, .5, .5), 0);
    }

    [Fact]
    public void Sixteen_bits_become_eight()
    {
        byte[] row = [.. Enumerable.Repeat(new byte[] { 0xFF, 0xFF, 0x80, 0x40, 0, 0, 0x80, 0x80 }, 64).SelectMany(p => p)];
        using var decoded = PixelAssert.Decoded(PngBytes.Of(64, 64, depth: 16, PngBytes.Rgba, row));
        Assert.True(decoded.HasAlpha);
        Assert.Equal([255, 128, 0, 128], decoded.ReadPixels()[..4]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Grey_becomes_colour(byte depth)
    {
        var row = Enumerable.Repeat((byte)90, 64 * depth / 8).ToArray();
        using var decoded = PixelAssert.Decoded(PngBytes.Of(64, 64, depth, PngBytes.Grey, row));
        Assert.False(decoded.HasAlpha);
        Assert.Equal([90, 90, 90], decoded.ReadPixels()[..3]);
    }

    [Fact]
    public void Grey_with_alpha_keeps_it()
    {
        byte[] row = [.. Enumerable.Repeat(new byte[] { 200, 50 }, 64).SelectMany(p => p)];
        using var decoded = PixelAssert.Decoded(PngBytes.Of(64, 64, depth: 8, PngBytes.GreyAlpha, row));
        Assert.Equal([200, 200, 200, 50], decoded.ReadPixels()[..4]);
    }

    [Fact]
    public void Print_colours_become_screen_colours()
    {
        var cmyk = Drawing.SaveWithProfile(Drawing.Quarters(96, 64), "cmyk", "jpegsave_buffer");
        using var decoded = PixelAssert.Decoded(cmyk);
        Assert.False(decoded.HasAlpha);
        // Inks cannot print every colour, so the greens and blues of a screen are less saturated.
        PixelAssert.Close(R, PixelAssert.At(decoded, .25, .25), 24);
        PixelAssert.Close(Y, PixelAssert.At(decoded, .75, .75), 24);
    }

    [Theory]
    [InlineData(0, 0, 0, 255, 0)]
    [InlineData(0, 0, 0, 0, 255)]
    [InlineData(255, 255, 255, 255, 0)]
    public void Print_colours_without_a_profile_keep_black(int c, int m, int y, int k, int expected)
    {
        using var black = NetVips.Image.Black(64, 64, bands: 4);
        using var ink = (black + new double[] { c, m, y, k }).Cast(NetVips.Enums.BandFormat.Uchar);
        using var page = ink.Copy(interpretation: NetVips.Enums.Interpretation.Cmyk);
        using var decoded = PixelAssert.Decoded(page.JpegsaveBuffer(q: 95, keep: NetVips.Enums.ForeignKeep.None));
        PixelAssert.Close(((byte)expected, (byte)expected, (byte)expected), PixelAssert.At(decoded, .5, .5), 24);
    }

    [Fact]
    public void A_wide_gamut_becomes_sRGB_by_its_profile()
    {
        var p3 = Drawing.SaveWithProfile(Drawing.Quarters(96, 64), "p3", "pngsave_buffer");
        using var decoded = PixelAssert.Decoded(p3);
        Assert.Equal((96, 64, false), (decoded.Width, decoded.Height, decoded.HasAlpha));
        foreach (var ((x, y), expected) in new[] { ((.25, .25), R), ((.75, .25), G), ((.25, .75), B), ((.75, .75), Y) })
            PixelAssert.Close(expected, PixelAssert.At(decoded, x, y), 2);
    }

    [Theory]
    [InlineData(PngBytes.Rgb, 3)]
    [InlineData(PngBytes.Grey, 1)]
    public void A_picture_with_a_broken_profile_is_accepted(byte colour, int samples)
    {
        byte[] profile = [.. "broken\0\0"u8, .. PngBytes.Zlib([.. Enumerable.Range(0, 400).Select(i => (byte)i)])];
        var row = Enumerable.Repeat((byte)77, 64 * samples).ToArray();
        using var decoded = PixelAssert.Decoded(PngBytes.Of(64, 64, depth: 8, colour, row, ("iCCP", profile)));
        Assert.Equal([77, 77, 77], decoded.ReadPixels()[..3]);
    }

    [Fact]
    public void Pixels_are_preserved_by_decoding_and_encoding()
    {
        byte[] pixels = [1, 2, 3, 255, 50, 60, 70, 0, 200, 100, 0, 128, 9, 8, 7, 6];
        using var drawn = Picture.FromPixels(2, 2, hasAlpha: true, pixels);
        using var decoded = PixelAssert.Decoded(drawn.EncodePng());
        Assert.True(decoded.HasAlpha);
        Assert.Equal(pixels, decoded.ReadPixels());
    }
}
