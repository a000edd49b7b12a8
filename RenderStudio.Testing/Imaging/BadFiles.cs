using System.Buffers.Binary;
using System.Text;

namespace RenderStudio.Testing.Imaging;

/// <summary>A file that an upload rejects, and the expected error.</summary>
/// <param name="Kind">The kind of upload that it claims to be.</param>
public sealed record BadFile(string Name, int Status, string Code, Func<byte[]> Make, string Kind = "input");

/// <summary>Uploads that are not pictures, or are pictures beyond a limit. All of them are generated here.</summary>
public static class BadFiles
{
    private const int Limit = 10 * 1024 * 1024;
    private const string Unsupported = "unsupported_media_type", Unreadable = "image_unreadable";
    private const string TooLarge = "image_too_large";

    public static IReadOnlyList<BadFile> All { get; } =
    [
        new("0 bytes", 422, "file_empty", () => []),
        new("1 byte", 415, Unsupported, () => [0xFF]),
        new("html", 415, Unsupported, () => [.. "<!doctype html><script>alert(1)</script>"u8]),
        new("svg", 415, Unsupported, () => [.. "<svg xmlns='http://www.w3.org/2000/svg' width='99' height='99'/>"u8]),
        new("pdf", 415, Unsupported, () => [.. "%PDF-1.7 and a picture in it"u8]),
        new("zip", 415, Unsupported, () => [.. "PK\u0003\u0004 and a picture in it"u8]),
        new("tiff", 415, Unsupported, () => [.. "II*\0"u8, .. new byte[200]]),
        new("avif", 415, Unsupported, () => [0, 0, 0, 32, .. "ftypavif"u8, .. new byte[200]]),
        new("page before a picture", 415, Unsupported, () => [.. "<html>"u8, .. Photo().EncodePng()]),
        new("gif as input", 415, Unsupported, () => GifBytes.Of(80, 1)),
        new("png signature and html", 422, Unreadable,
            () => [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. "<html><script>"u8, .. new byte[100]]),
        new("jpeg signature and zip", 422, Unreadable,
            () => [0xFF, 0xD8, 0xFF, 0xE0, .. "PK\u0003\u0004"u8, .. new byte[100]]),
        new("truncated png", 422, Unreadable, () => Half(Photo().EncodePng())),
        new("truncated jpeg", 422, Unreadable, () => Half(Photo().EncodeJpeg())),
        new("truncated webp", 422, Unreadable, () => Half(Photo().EncodeWebP())),
        new("truncated gif", 422, Unreadable, () => Half(GifBytes.Of(80, 1)), "avatar"),
        new("63 pixels", 422, "image_too_small", () => Drawing.Quarters(63, 200).EncodePng()),
        new("41 megapixels", 422, TooLarge, () => PngBytes.Of(6400, 6410, 1, PngBytes.Grey, new byte[800])),
        new("17 interlaced megapixels", 422, TooLarge,
            () => Interlaced(PngBytes.Of(4100, 4150, 1, PngBytes.Grey, new byte[513]))),
        new("400 megapixels of GIF in 35 bytes", 422, TooLarge, () => Bombs.Gif(20_000, 20_000), "avatar"),
        new("268 megapixels of WebP in 30 bytes", 422, TooLarge, () => Bombs.WebP(16_384, 16_384)),
        new("400 megapixels of PNG in 60 kilobytes", 422, TooLarge,
            () => PngBytes.Of(20_000, 20_000, 1, PngBytes.Grey, new byte[2500])),
        new("400 megapixels of PNG by its header", 422, TooLarge, () => Headed(20_000, 20_000)),
        new("900 megapixels", 422, TooLarge, () => PngBytes.Of(30_000, 30_000, 8, PngBytes.Grey, new byte[30_000])),
        new("jpeg of 65500 pixels a side", 422, TooLarge, HugeJpeg),
        new("png of 2^31 pixels a side", 422, Unreadable, () => Headed(int.MinValue, int.MinValue)),
        new("animated WebP of 1,001 frames", 422, "image_too_complex", () => Bombs.AnimatedWebP(64, 64, 1001)),
        new("limit + 1", 413, "body_too_large", () => new byte[Limit + 1]),
        new("30 MB", 413, "body_too_large", () => new byte[3 * Limit]),
    ];

    public static byte[] Of(string name) => All.Single(file => file.Name == name).Make();

    private static Core.Imaging.Picture Photo() => Drawing.PhotoLike(200, 200, 1);

    private static byte[] Half(byte[] file) => file[..(file.Length / 2)];

    /// <summary>A small PNG with a different size in its header and a valid checksum.</summary>
    private static byte[] Headed(int width, int height)
    {
        var png = PngBytes.Of(64, 64, 8, PngBytes.Grey, new byte[64]);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return PngBytes.WithRightHeaderChecksum(png);
    }

    private static byte[] Interlaced(byte[] png)
    {
        png[28] = 1;
        return PngBytes.WithRightHeaderChecksum(png);
    }

    private static byte[] HugeJpeg()
    {
        var jpeg = Drawing.Quarters(64, 64).EncodeJpeg();
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 65_500);
        return jpeg;
    }
}
