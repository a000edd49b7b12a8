using RenderStudio.Core.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureCleaningTests
{
    private static readonly Picture Quarters = Drawing.Quarters(96, 64);

    [Fact]
    public void A_picture_keeps_its_format_and_size()
    {
        Assert.Equal((PictureFormat.Jpeg, 96, 64), Cleaned(Quarters.EncodeJpeg()));
        Assert.Equal((PictureFormat.Png, 96, 64), Cleaned(Quarters.EncodePng()));
        Assert.Equal((PictureFormat.WebP, 96, 64), Cleaned(Quarters.EncodeWebP()));
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

    private static (PictureFormat, int, int) Cleaned(byte[] bytes)
    {
        var clean = PictureCleaning.Clean(bytes).Value!;
        var header = PictureInspection.Inspect(clean.Bytes, PictureLimits.Inputs).Value!;
        Assert.Equal((header.Format, header.Width, header.Height), (clean.Format, clean.Width, clean.Height));
        return (clean.Format, clean.Width, clean.Height);
    }
}
