using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureCleaningTests
{
    private static readonly Picture Quarters = Drawing.Quarters(96, 64);

    [Fact]
    public void A_picture_keeps_its_format_and_size()
    {
        Assert.Equal((PictureFormat.Jpeg, 96, 64), Cleaned(Quarters.EncodeJpeg()));
        Assert.Equal((PictureFormat.Png, 96, 64), Cleaned(Quarters.EncodePng()));
    }

    [Fact]
    public void A_WebP_without_alpha_becomes_a_JPEG_of_its_size_and_colours()
    {
        Assert.Equal((PictureFormat.Jpeg, 96, 64), Cleaned(Quarters.EncodeWebP()));
        var clean = PictureCleaning.Clean(Quarters.EncodeWebP(WebPOptions.Exact)).Value!;
        using var picture = PixelAssert.Decoded(clean.Bytes);
        PixelAssert.Close(Drawing.Red, PixelAssert.At(picture, .25, .25));
    }

    [Fact]
    public void A_GIF_becomes_a_PNG_of_its_first_frame()
    {
        var clean = PictureCleaning.Clean(GifBytes.Of(64, 1, 2)).Value!;
        Assert.Equal((PictureFormat.Png, 64, 64), (clean.Format, clean.Width, clean.Height));
        using var picture = PixelAssert.Decoded(clean.Bytes);
        PixelAssert.Close(Drawing.Green, PixelAssert.At(picture, .5, .5), 0);
    }

    [Fact]
    public void Print_colours_are_stored_as_screen_colours()
    {
        var clean = PictureCleaning.Clean(Drawing.SaveWithProfile(Quarters, "cmyk", "jpegsave_buffer")).Value!;
        using var picture = PixelAssert.Decoded(clean.Bytes);
        PixelAssert.Close(Drawing.Red, PixelAssert.At(picture, .25, .25), 24);
    }

    [Fact]
    public void Transparent_parts_of_an_input_become_white_and_keep_no_hidden_colour()
    {
        using var picture = Picture.FromPixels(64, 64, hasAlpha: true, [.. HalfClear()]);
        byte[][] files = [picture.EncodePng(), picture.EncodeWebP(WebPOptions.Exact)];
        foreach (var file in files)
        {
            var clean = PictureCleaning.Clean(file, keepsAlpha: false).Value!;
            Assert.NotEqual(PictureFormat.WebP, clean.Format);
            using var opaque = PixelAssert.Decoded(clean.Bytes);
            Assert.False(opaque.HasAlpha);
            PixelAssert.Close((255, 255, 255), PixelAssert.At(opaque, .2, .5));
            PixelAssert.Close((10, 200, 30), PixelAssert.At(opaque, .8, .5));
        }

        static IEnumerable<byte> HalfClear() => Enumerable.Range(0, 64 * 64)
            .SelectMany(at => new byte[] { 10, 200, 30, at % 64 < 32 ? (byte)0 : (byte)255 });
    }

    [Fact]
    public void WebP_with_alpha_is_stored_as_PNG_where_alpha_is_kept()
    {
        using var picture = Picture.FromPixels(64, 64, hasAlpha: true, new byte[64 * 64 * 4]);
        var clean = PictureCleaning.Clean(picture.EncodeWebP()).Value!;
        Assert.Equal(PictureFormat.Png, clean.Format);
        using var stored = PixelAssert.Decoded(clean.Bytes);
        Assert.True(stored.HasAlpha);
    }

    private static (PictureFormat, int, int) Cleaned(byte[] bytes)
    {
        var clean = PictureCleaning.Clean(bytes).Value!;
        var header = PictureInspection.Inspect(clean.Bytes, PictureLimits.Inputs).Value!;
        Assert.Equal((header.Format, header.Width, header.Height), (clean.Format, clean.Width, clean.Height));
        return (clean.Format, clean.Width, clean.Height);
    }
}
