using System.Text;
using RenderStudio.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging;

public sealed class PictureInspectionTests
{
    private static void AssertRefused(byte[] bytes, PictureLimits limits, string? text)
    {
        var problem = PictureInspection.Inspect(bytes, limits).Problem;
        Assert.Equal(text is null ? null : ProblemCode.ImageTooLarge, problem?.Code);
        Assert.Contains(text ?? "", problem?.Message ?? "", StringComparison.Ordinal);
    }

    private static readonly Picture Quarters = Drawing.Quarters(96, 64);

    public static TheoryData<string, byte[]> Strangers => new()
    {
        { "text", Encoding.UTF8.GetBytes("This is no picture, whatever its name says: holiday.png") },
        { "SVG", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>") },
        { "SVG after a declaration", Encoding.UTF8.GetBytes("<?xml version='1.0'?><svg width='99' height='99'/>") },
        { "compressed SVG", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0] },
        { "HTML", Encoding.UTF8.GetBytes("<!doctype html><html><script>alert(1)</script></html>") },
        { "PDF", "%PDF-1.7\n"u8.ToArray() },
        { "PostScript", "%!PS-Adobe-3.0 EPSF-3.0"u8.ToArray() },
        { "little-endian TIFF", Drawing.Save(Quarters, "tiffsave_buffer") },
        { "big-endian TIFF", "MM\0*\0\0\0\u0008"u8.ToArray() },
        { "AVIF", Drawing.Save(Quarters, "heifsave_buffer", ("compression", "av1")) },
        { "HEIC", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0, .. "mif1heic"u8] },
        { "MP4", [0, 0, 0, 24, .. "ftypisom"u8, 0, 0, 0, 0, .. "isomavc1"u8] },
        { "BMP", [.. "BM"u8, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0] },
        { "icon", [0, 0, 1, 0, 1, 0, 16, 16] },
        { "Photoshop", "8BPS\0\u0001"u8.ToArray() },
        { "JPEG XL", [0xFF, 0x0A, 0, 0] },
        { "JPEG 2000", [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0A] },
        { "ZIP", "PK\u0003\u0004"u8.ToArray() },
        { "RIFF that is sound", [.. "RIFF"u8, 4, 0, 0, 0, .. "WAVE"u8] },
        { "portable pixmap", "P6 64 64 255\n"u8.ToArray() },
        { "JPEG behind a script", [.. "<script>"u8, .. Quarters.EncodeJpeg()] },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_format_that_is_not_on_the_list_is_unsupported(string what, byte[] bytes)
    {
        Assert.Equal((what, ProblemCode.UnsupportedMediaType), (what, Refusal(bytes, PictureLimits.Inputs)));
        Assert.Equal((what, ProblemCode.UnsupportedMediaType), (what, Picture.Decode(bytes).Problem?.Code));
    }

    [Fact]
    public void An_empty_file_is_reported_as_empty()
    {
        Assert.Equal(ProblemCode.FileEmpty, Refusal([], PictureLimits.Inputs));
        Assert.Equal(ProblemCode.FileEmpty, Picture.Decode(Array.Empty<byte>()).Problem?.Code);
    }

    [Fact]
    public void Each_format_is_detected_by_its_bytes()
    {
        Assert.Equal(new(PictureFormat.Jpeg, 96, 64, false, 1), Header(Quarters.EncodeJpeg()));
        Assert.Equal(new(PictureFormat.Png, 96, 64, false, 1), Header(Quarters.EncodePng()));
        Assert.Equal(new(PictureFormat.WebP, 96, 64, false, 1), Header(Quarters.EncodeWebP()));
        Assert.Equal(new(PictureFormat.Gif, 64, 64, false, 3), Header(GifBytes.Of(64, 0, 1, 2)));
    }

    [Fact]
    public void A_GIF_is_for_avatars_and_logos_only() =>
        Assert.Equal(ProblemCode.UnsupportedMediaType, Refusal(GifBytes.Of(64, 0), PictureLimits.Inputs));

    [Fact]
    public void Progressive_and_interlaced_pictures_are_detected()
    {
        Assert.True(Header(Drawing.Save(Quarters, "jpegsave_buffer", ("interlace", "true"))).Progressive);
        Assert.True(Header(Drawing.Save(Quarters, "pngsave_buffer", ("interlace", "true"))).Progressive);
    }

    [Theory]
    [InlineData(4, 96, 64)]
    [InlineData(5, 64, 96)]
    [InlineData(8, 64, 96)]
    public void Sides_are_those_of_the_upright_picture(int orientation, int width, int height)
    {
        var header = Header(ExifBytes.IntoJpeg(Quarters.EncodeJpeg(), orientation));
        Assert.Equal((width, height), (header.Width, header.Height));
    }

    [Theory]
    [InlineData(1, 1, ProblemCode.ImageTooSmall)]
    [InlineData(64, 63, ProblemCode.ImageTooSmall)]
    [InlineData(64, 64, null)]
    [InlineData(64, 4096, null)]
    [InlineData(64, 4097, ProblemCode.ImageTooSmall)]
    [InlineData(4161, 65, ProblemCode.ImageTooSmall)]
    [InlineData(8000, 5000, null)]
    [InlineData(8000, 5001, ProblemCode.ImageTooLarge)]
    [InlineData(64, 16384, ProblemCode.ImageTooLarge)]
    [InlineData(30_000, 30_000, ProblemCode.ImageTooLarge)]
    public void Sizes_are_judged_by_the_header(int width, int height, ProblemCode? expected)
    {
        var png = PngBytes.Of(width, height, depth: 1, PngBytes.Grey, new byte[(width + 7) / 8]);
        Assert.Equal(expected, Refusal(png, PictureLimits.Inputs));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(64, 0)]
    [InlineData(-64, 64)]
    public void Impossible_sizes_are_unreadable(int width, int height)
    {
        Assert.Equal(ProblemCode.ImageUnreadable, Refusal(Sized(width, height), PictureLimits.Inputs));
    }

    [Fact]
    public void The_largest_possible_sizes_are_too_large() =>
        Assert.Equal(ProblemCode.ImageTooLarge, Refusal(Sized(int.MaxValue, int.MaxValue), PictureLimits.Inputs));

    [Fact]
    public void Progressive_pictures_have_the_lower_limit()
    {
        var limits = PictureLimits.Inputs with { MaxProgressivePixels = (96 * 64) - 1 };
        Assert.Null(Refusal(Quarters.EncodeJpeg(), limits));
        Assert.Equal(
            ProblemCode.ImageTooLarge,
            Refusal(Drawing.Save(Quarters, "jpegsave_buffer", ("interlace", "true")), limits));
        Assert.Equal(16_000_000, PictureLimits.Inputs.MaxProgressivePixels);
    }

    [Theory]
    [InlineData(2500, 2000, null)]
    [InlineData(2500, 2001, "5 megapixels (with transparency)")]
    public void Outputs_with_alpha_have_a_lower_limit(int width, int height, string? refusal)
    {
        var png = PngBytes.Of(width, height, depth: 8, PngBytes.GreyAlpha, new byte[width * 2]);
        AssertRefused(png, PictureLimits.Outputs, refusal);
        Assert.Null(Refusal(png, PictureLimits.Inputs));
    }

    [Theory]
    [InlineData(5504, 3072, null)] // 4K at 16:9
    [InlineData(5000, 3400, null)]
    [InlineData(5000, 3401, "17 megapixels and")]
    public void Outputs_have_a_lower_limit_than_photos(int width, int height, string? refusal)
    {
        var png = PngBytes.Of(width, height, depth: 1, PngBytes.Grey, new byte[(width + 7) / 8]);
        AssertRefused(png, PictureLimits.Outputs, refusal);
        Assert.Null(Refusal(png, PictureLimits.Inputs));
    }

    [Theory]
    [InlineData(5000, 2500, false, null)]
    [InlineData(5000, 2501, false, "12.5 megapixels (WebP)")]
    [InlineData(2000, 2000, true, null)]
    [InlineData(2000, 2001, true, "4 megapixels (WebP with transparency)")]
    [InlineData(4000, 3000, true, "Export it as JPEG or PNG")]
    public void WebP_has_its_own_limits(int width, int height, bool alpha, string? refusal)
    {
        var webp = alpha ? Bombs.ClearWebP(width, height) : Bombs.WebP(width, height);
        Assert.All(
            [PictureLimits.Inputs, PictureLimits.AvatarsAndLogos, PictureLimits.Outputs],
            limits => AssertRefused(webp, limits, refusal));
    }

    [Theory]
    [InlineData("VP8 ")]
    [InlineData("VP8L")]
    [InlineData("VP8X")]
    public void A_huge_WebP_is_rejected_by_its_first_bytes_before_any_memory_is_allocated(string chunk)
    {
        byte[] size = chunk switch
        {
            "VP8 " => [0, 0, 0, 0x9D, 0x01, 0x2A, 0xFF, 0x3F, 0xFF, 0x3F],
            "VP8L" => [0x2F, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0, 0, 0, 0],
            _ => [0, 0, 0, 0, 0xFE, 0x3F, 0, 0xFE, 0x3F, 0],
        };
        byte[] first = [.. "RIFF"u8, 22, 0, 0, 0, .. "WEBP"u8, .. Encoding.ASCII.GetBytes(chunk), 10, 0, 0, 0, .. size];

        Assert.True(PictureInspection.Inspect(first, PictureLimits.Inputs).Failed(out var problem, out _));

        Assert.Equal(ProblemCode.ImageTooLarge, problem.Code);
        Assert.Matches("^The picture is 1638[34]×1638[34]", problem.Message);
    }

    [Fact]
    public void A_small_output_is_accepted_because_it_is_paid_for() =>
        Assert.Null(Refusal(Drawing.Quarters(2, 2).EncodePng(), PictureLimits.Outputs));

    private static byte[] Sized(int width, int height)
    {
        var png = PngBytes.Of(64, 64, depth: 1, PngBytes.Grey, new byte[8]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }

    private static PictureHeader Header(byte[] bytes) =>
        PictureInspection.Inspect(bytes, PictureLimits.AvatarsAndLogos).Value!;

    private static ProblemCode? Refusal(byte[] bytes, PictureLimits limits) =>
        PictureInspection.Inspect(bytes, limits).Problem?.Code;
}
