using System.Text;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Tests.Imaging;

public sealed class MetadataTests
{
    private static readonly string[] Forbidden =
        [ExifBytes.Maker, ExifBytes.Gps, "Exif", "EXIF", "eXIf", "XMP", "xmpmeta", "ICCP", "iCCP", "ICC_PROFILE", "tEXt"];

    public static TheoryData<string, byte[]> Telltales => new()
    {
        { "JPEG with EXIF", ExifBytes.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg(), 1) },
        { "turned JPEG with EXIF", ExifBytes.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg(), 6) },
        { "JPEG with a profile", Drawing.SaveWithProfile(Drawing.Quarters(96, 64), "p3", "jpegsave_buffer") },
        { "WebP with a profile", Drawing.SaveWithProfile(Drawing.Quarters(96, 64), "p3", "webpsave_buffer") },
        {
            "PNG with EXIF, text and XMP",
            PngBytes.Of(64, 64, depth: 8, PngBytes.Rgb, new byte[64 * 3],
                ("eXIf", ExifBytes.Block(1)),
                ("tEXt", Encoding.ASCII.GetBytes($"Comment\0{ExifBytes.Maker}")),
                ("iTXt", Encoding.ASCII.GetBytes($"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>{ExifBytes.Gps}</x:xmpmeta>")))
        },
    };

    [Theory]
    [MemberData(nameof(Telltales))]
    public void The_result_contains_only_pixels(string what, byte[] bytes)
    {
        Assert.Contains(Forbidden, word => Contains(bytes, word));
        var finished = PictureFinishing.Finish(bytes).Value!;
        using var decoded = PixelAssert.Decoded(bytes);
        byte[][] outputs =
        [
            finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56,
            decoded.EncodeJpeg(), decoded.EncodePng(), PictureCleaning.Clean(bytes).Value!.Bytes,
        ];
        Assert.All(outputs, output => Assert.DoesNotContain(Forbidden, word => Found(what, output, word)));
    }

    [Fact]
    public void No_metadata_of_phones_and_editors_is_kept()
    {
        foreach (var file in MetadataFiles.Files)
        {
            var bytes = file.Make();
            Assert.True(Contains(bytes, MetadataFiles.Marker), file.Name);
            var finished = PictureFinishing.Finish(bytes).Value!;
            byte[][] outputs =
            [
                finished.Full, finished.Thumbnail, finished.Cover112, finished.Cover56,
                PictureCleaning.Clean(bytes).Value!.Bytes,
            ];
            Assert.All(outputs, output => Assert.False(Contains(output, MetadataFiles.Marker), file.Name));
        }
    }

    [Fact]
    public void Data_after_the_end_of_a_picture_is_removed()
    {
        using var quarters = Drawing.Quarters(96, 64);
        foreach (var bytes in new[] { quarters.EncodeJpeg(), quarters.EncodePng(), quarters.EncodeWebP() })
        {
            byte[] polyglot = [.. bytes, .. "<html><script>alert(1)</script>"u8];
            Assert.False(Contains(PictureCleaning.Clean(polyglot).Value!.Bytes, "script"));
            Assert.False(Contains(PictureFinishing.Finish(polyglot).Value!.Full, "script"));
        }
    }

    private static bool Found(string what, byte[] output, string word) =>
        Contains(output, word) ? throw new InvalidOperationException($"{what}: {word} is present") : false;

    private static bool Contains(byte[] bytes, string word) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;
}
