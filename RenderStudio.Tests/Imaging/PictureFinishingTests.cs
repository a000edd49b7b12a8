using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureFinishingTests
{
    [Theory]
    [InlineData(1024, 1024, 400, 400)]
    [InlineData(1200, 600, 400, 200)]
    [InlineData(500, 1000, 200, 400)]
    [InlineData(300, 200, 300, 200)]
    [InlineData(1000, 20, 400, 8)]
    [InlineData(1, 1, 1, 1)]
    public void Every_size_is_a_WebP_of_its_size(int width, int height, int thumbnailWidth, int thumbnailHeight)
    {
        using var picture = Drawing.Quarters(width, height);
        var finished = PictureFinishing.Finish(picture.EncodePng()).Value!;
        Assert.Equal((width, height), (finished.Width, finished.Height));
        Assert.Equal((width, height), Size(finished.Full));
        Assert.Equal((thumbnailWidth, thumbnailHeight), Size(finished.Thumbnail));
        Assert.Equal((112, 112), Size(finished.Cover112));
        Assert.Equal((56, 56), Size(finished.Cover56));
    }

    [Theory]
    [InlineData(16383, 1)]
    [InlineData(1, 16383)]
    [InlineData(65, 1)]
    public void A_thin_output_is_finished_without_enlarging(int width, int height)
    {
        var png = PngBytes.Of(width, height, depth: 8, PngBytes.Grey, [.. Enumerable.Repeat((byte)90, width)]);
        Assert.Null(PictureInspection.Inspect(png, PictureLimits.Outputs).Problem);
        var before = (Libvips.MostAllocatedBytes, Environment.CpuUsage.TotalTime);

        var finished = PictureFinishing.Finish(png).Value!;

        Assert.InRange(Libvips.MostAllocatedBytes - before.MostAllocatedBytes, 0, 16_000_000);
        Assert.InRange(Environment.CpuUsage.TotalTime - before.TotalTime, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal((width, height), Size(finished.Full));
        using var cover = PixelAssert.Decoded(finished.Cover112);
        Assert.Equal((112, 112, true), (cover.Width, cover.Height, cover.HasAlpha));
        var seen = cover.ReadPixels().Chunk(4).Where(pixel => pixel[3] > 0).ToArray();
        Assert.Equal(Math.Min(112, Math.Max(width, height)), seen.Length);
        Assert.All(seen, pixel => PixelAssert.Close((90, 90, 90), (pixel[0], pixel[1], pixel[2])));
        using var picture = PixelAssert.Decoded(png);
        Assert.Equal(PictureSignature.Side * PictureSignature.Side * 3, PictureSignature.Of(picture).Pixels.Length);
    }

    [Fact]
    public void Every_size_shows_the_same_picture()
    {
        using var picture = Drawing.Quarters(800, 600);
        var finished = PictureFinishing.Finish(picture.EncodePng()).Value!;
        foreach (var bytes in new[] { finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56 })
        {
            using var shown = PixelAssert.Decoded(bytes);
            PixelAssert.Quarters(shown, Drawing.Red, Drawing.Green, Drawing.Blue, Drawing.Yellow);
        }
    }

    [Fact]
    public void Covers_show_the_middle()
    {
        using var picture = Drawing.Paint(900, 300, (x, _) => x is >= 300 and < 600 ? Drawing.Green : Drawing.Red);
        var finished = PictureFinishing.Finish(picture.EncodePng()).Value!;
        foreach (var bytes in new[] { finished.Cover112, finished.Cover56 })
        {
            using var cover = PixelAssert.Decoded(bytes);
            PixelAssert.Close(Drawing.Green, PixelAssert.At(cover, .1, .5));
            PixelAssert.Close(Drawing.Green, PixelAssert.At(cover, .9, .5));
        }
    }

    [Fact]
    public void The_placeholder_is_the_mean_colour()
    {
        using var halves = Drawing.Paint(200, 100, (x, _) => x < 100 ? ((byte)200, (byte)0, (byte)50) : ((byte)100, (byte)0, (byte)150));
        Assert.Equal("#960064", halves.AverageColor());
        using var between = Picture.FromPixels(2, 1, hasAlpha: false, [10, 20, 30, 11, 20, 31]);
        Assert.Equal("#0b141f", between.AverageColor());
    }

    [Fact]
    public void Transparent_pixels_have_no_colour()
    {
        using var half = Picture.FromPixels(2, 1, hasAlpha: true, [0, 0, 0, 0, 10, 20, 30, 255]);
        Assert.Equal("#0a141e", half.AverageColor());
        using var clear = Picture.FromPixels(1, 1, hasAlpha: true, [9, 9, 9, 0]);
        Assert.Equal("#ffffff", clear.AverageColor());
    }

    [Fact]
    public void Alpha_reaches_every_size()
    {
        var pixels = new byte[500 * 500 * 4];
        for (var at = 0; at < pixels.Length; at += 4)
            (pixels[at], pixels[at + 3]) = (200, 128);
        using var picture = Picture.FromPixels(500, 500, hasAlpha: true, pixels);
        var finished = PictureFinishing.Finish(picture.EncodePng()).Value!;
        foreach (var bytes in new[] { finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56 })
        {
            using var shown = PixelAssert.Decoded(bytes);
            Assert.True(shown.HasAlpha);
            Assert.InRange(shown.ReadPixels()[3], 126, 130);
        }
    }

    [Fact]
    public void A_JPEG_is_white_where_the_picture_is_transparent()
    {
        using var clear = Picture.FromPixels(8, 8, hasAlpha: true, new byte[8 * 8 * 4]);
        using var jpeg = PixelAssert.Decoded(clear.EncodeJpeg());
        PixelAssert.Close((255, 255, 255), PixelAssert.At(jpeg, .5, .5), 1);
    }

    private static (int, int) Size(byte[] bytes)
    {
        var header = PictureInspection.Inspect(bytes, PictureLimits.Outputs).Value!;
        Assert.Equal(PictureFormat.WebP, header.Format);
        return (header.Width, header.Height);
    }
}
