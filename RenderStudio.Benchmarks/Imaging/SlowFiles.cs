using System.IO.Compression;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>Files slightly below 10 MB with as many parts to inspect as their format permits.</summary>
internal static class SlowFiles
{
    private const int Bytes = (10 * 1024 * 1024) - 4096;

    internal static IEnumerable<(string Name, byte[] Bytes)> All =>
    [
        ("JPEG of 10 MB of pixels with a stuffed byte in two", Jpeg([0xFF, 0])),
        ("JPEG of 10 MB of pixels with a stuffed byte in three", Jpeg([0xFF, 0, 0x55])),
        ("JPEG of 10 MB of pixels with a stuffed byte in four", Jpeg([0xFF, 0, 0x55, 0x55])),
        ("JPEG of 10 MB of pixels with a stuffed byte in 256", Jpeg([0xFF, .. new byte[255]])),
        ("JPEG of 10 MB of restarts", Jpeg([0xFF, 0xD0])),
        ("JPEG of 10 MB of fill bytes", Jpeg([0xFF])),
        ("JPEG of 10 MB of zeros between its segments", JpegStart([.. new byte[Bytes]])),
        ("JPEG of 49,000 comments of 200 bytes", JpegStart(Repeat([0xFF, 0xFE, 0, 200, .. new byte[198]], 49_000))),
        ("GIF of 10 MB in blocks of one byte", Gif([1, 0x55])),
        ("GIF of 10 MB in blocks of two bytes", Gif([2, 0x55, 0x55])),
        ("PNG of 49,000 chunks of 200 bytes", Png(Repeat([0, 0, 0, 200, .. "teSt"u8, .. new byte[204]], 47_000))),
        ("PNG with a profile of 1 MB that hardly shrinks", Png(Profile(Noise((1024 * 1024) - 4096)))),
        ("PNG with a profile of 10 MB that hardly shrinks", Png(Profile(Noise(Bytes)))),
        ("PNG with a profile of 1 MB of text", Png(Profile(Text(1024 * 1024)))),
        ("PNG with a profile of 4 MB of repeated text", Png(Profile(Repeat(Text(64 * 1024), 63)))),
        ("PNG with a profile of 200 MB of zeros", Png(Profile(new byte[200 * 1024 * 1024]))),
    ];

    private static byte[] Jpeg(byte[] pixels)
    {
        var jpeg = Small().EncodeJpeg();
        return [.. jpeg[..^2], .. Repeat(pixels, Bytes / pixels.Length), 0xFF, 0xD9];
    }

    private static byte[] JpegStart(byte[] segments)
    {
        var jpeg = Small().EncodeJpeg();
        return [.. jpeg[..2], .. segments, .. jpeg[2..]];
    }

    private static byte[] Gif(byte[] block) =>
    [
        .. "GIF89a"u8, 96, 0, 96, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 96, 0, 96, 0, 0, 2,
        .. Repeat(block, Bytes / block.Length), 0, 0x3B,
    ];

    private static byte[] Png(byte[] chunks)
    {
        const int behindHeader = 33;
        var png = Small().EncodePng();
        return [.. png[..behindHeader], .. chunks, .. png[behindHeader..]];
    }

    private static byte[] Profile(byte[] profile)
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.Fastest))
            zip.Write(profile);
        byte[] data = [.. "profile\0\0"u8, .. zipped.ToArray()];
        return
        [
            (byte)(data.Length >> 24), (byte)(data.Length >> 16), (byte)(data.Length >> 8), (byte)data.Length,
            .. "iCCP"u8, .. data, .. new byte[4],
        ];
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static byte[] Text(int length) =>
        [.. Noise(length).Select(value => (byte)('a' + (value % 20)))];

    private static byte[] Repeat(byte[] piece, int count)
    {
        var all = new byte[piece.Length * count];
        for (var at = 0; at < all.Length; at += piece.Length)
            piece.CopyTo(all, at);
        return all;
    }

    private static Picture Small() => Picture.FromPixels(96, 96, hasAlpha: false, new byte[96 * 96 * 3]);
}
