namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>Small files that are expensive to decode: in memory, time or both.</summary>
internal static class Bloated
{
    private const int Megabyte = 1024 * 1024;

    internal static IReadOnlyList<CorpusFile> Files { get; } =
    [
        .. CompressedText("zTXt"), .. CompressedText("iTXt"),
        new("PNG with 20,000 text chunks", CorpusFile.Ok, () => Png(Many("tEXt", "Comment\0x"u8.ToArray(), 20_000))),
        new("PNG with 200,000 empty chunks", CorpusFile.TooComplex, () => Png(Many("teSt", [], 200_000))),
        new("PNG with a profile of 49 MB", CorpusFile.Ok, () => Png([("iCCP", Profile(49 * Megabyte))])),
        new("PNG with a profile of 3 MB", CorpusFile.Ok, () => Png([("iCCP", Profile(3 * Megabyte))])),
        new("animated PNG of 1,001 frames", CorpusFile.TooComplex, () => Png(Many("fcTL", new byte[26], 1001))),
        new("animated PNG of 1,000 frames", CorpusFile.Ok, () => Png(Many("fcTL", new byte[26], 1000))),

        new("progressive JPEG of 100 scans", CorpusFile.Ok, () => ProgressiveJpeg.Of(1000, 100)),
        new("progressive JPEG of 101 scans", CorpusFile.TooComplex, () => ProgressiveJpeg.Of(1000, 101)),
        new("progressive JPEG of 16 megapixels and 100 scans", CorpusFile.Ok, () => ProgressiveJpeg.Of(3984, 100)),
        new("progressive JPEG of 500 scans", CorpusFile.TooComplex, () => ProgressiveJpeg.Of(3984, 500)),
        new("progressive JPEG of 5,000 scans", CorpusFile.TooComplex, () => ProgressiveJpeg.Of(3984, 5000)),
        new("JPEG with 100,000 comments", CorpusFile.TooComplex, () => JpegWith([0xFF, 0xFE, 0, 2], 100_000)),
        new("JPEG of 10 MB of fill bytes", CorpusFile.Ok, () => JpegWith([0xFF], 10_000_000)),
        new("JPEG behind 10 MB of stuffed bytes", CorpusFile.Ok, () => JpegWith([0xFF, 0], 5_000_000)),
        new("JPEG whose EXIF points at itself 5,400 times", CorpusFile.Ok,
            () => ExifLoops.IntoJpeg(Drawing.Quarters(96, 64).EncodeJpeg())),
        new("PNG whose EXIF points at itself 5,400 times", CorpusFile.Ok, () => Png([("eXIf", ExifLoops.Block())])),

        new("PNG of 16383×1", CorpusFile.TooSmall, CorpusFile.Ok, () => Thin(16383, 1)),
        new("PNG of 1×16383", CorpusFile.TooSmall, CorpusFile.Ok, () => Thin(1, 16383)),

        new("PNG of 17 megapixels", CorpusFile.Ok, () => Wide(5000, 3400)),
        new("PNG of 40 megapixels", CorpusFile.Ok, CorpusFile.TooLarge, () => Wide(8000, 5000)),
        new("PNG with alpha of 5 megapixels", CorpusFile.Ok, () => Clear(2500, 2000, PngBytes.Rgba)),
        new("PNG with alpha of 12 megapixels", CorpusFile.Ok, CorpusFile.TooLarge,
            () => Clear(4000, 3000, PngBytes.Rgba)),
        new("PNG with alpha of 40 megapixels", CorpusFile.Ok, CorpusFile.TooLarge,
            () => Clear(8000, 5000, PngBytes.Rgba)),
        new("grey PNG with alpha of 40 megapixels", CorpusFile.Ok, CorpusFile.TooLarge,
            () => Clear(8000, 5000, PngBytes.GreyAlpha)),
        new("PNG of 16 bits with alpha of 40 megapixels", CorpusFile.Ok, CorpusFile.TooLarge,
            () => Clear(8000, 5000, PngBytes.Rgba, depth: 16)),
        new("WebP with alpha of 4 megapixels", CorpusFile.Ok, () => Bombs.ClearWebP(2000, 2000)),
        new("WebP with alpha of 12 megapixels", CorpusFile.TooLarge, () => Bombs.ClearWebP(4000, 3000)),
        new("WebP with alpha of 40 megapixels", CorpusFile.TooLarge, () => Bombs.ClearWebP(8000, 5000)),
        new("WebP of 12.5 megapixels", CorpusFile.Ok, () => Bombs.WebP(5000, 2500)),
        new("WebP of 40 megapixels", CorpusFile.TooLarge, () => Bombs.WebP(8000, 5000)),

        new("animated WebP of 1,000 frames", CorpusFile.Ok, () => Bombs.AnimatedWebP(64, 64, 1000)),
        new("animated WebP of 40,000 frames", CorpusFile.TooComplex, () => Bombs.AnimatedWebP(64, 64, 40_000)),
        new("animated WebP of 100,000 frames", CorpusFile.TooComplex, () => Bombs.AnimatedWebP(64, 64, 100_000)),
        new("WebP with 500,000 unknown chunks", CorpusFile.TooComplex, () => Bombs.WebPWithChunks(64, 64, 500_000)),
        new("GIF of 1,001 frames", CorpusFile.Unsupported, CorpusFile.TooComplex, () => Gif(1001)),
        new("GIF of 1,000 frames", CorpusFile.Unsupported, CorpusFile.Ok, () => Gif(1000)),
        new("GIF with 1,000,000 extensions", CorpusFile.Unsupported, CorpusFile.TooComplex, GifOfExtensions),
    ];

    private static IEnumerable<CorpusFile> CompressedText(string chunk)
    {
        foreach (var (each, count) in new[] { (1, 99), (8, 99), (49, 1), (49, 99) })
        {
            yield return new($"PNG with {count} {chunk} of {each} MB", CorpusFile.Ok,
                () => Png(Many(chunk, Text(chunk, each * Megabyte), count)));
        }
    }

    private static byte[] Text(string chunk, int length)
    {
        var text = PngBytes.Zlib(Enumerable.Repeat((byte)'a', length).ToArray());
        return chunk == "zTXt" ? [.. "Comment\0\0"u8, .. text] : [.. "Comment\0\u0001\0\0\0"u8, .. text];
    }

    private static byte[] Profile(int length) => [.. "bomb\0\0"u8, .. PngBytes.Zlib(new byte[length])];

    private static byte[] Png((string, byte[])[] extra) =>
        PngBytes.Of(96, 64, 8, PngBytes.Rgb, new byte[96 * 3], extra);

    private static byte[] Wide(int width, int height)
    {
        var row = new byte[width * 3];
        for (var at = 0; at < row.Length; at++)
            row[at] = (byte)(at * 7);
        return PngBytes.Of(width, height, 8, PngBytes.Rgb, row);
    }

    private static byte[] Clear(int width, int height, byte colour, byte depth = 8)
    {
        var row = new byte[width * (colour == PngBytes.Rgba ? 4 : 2) * depth / 8];
        for (var at = 0; at < row.Length; at++)
            row[at] = (byte)(at * 7);
        return PngBytes.Of(width, height, depth, colour, row);
    }

    private static byte[] Thin(int width, int height) =>
        PngBytes.Of(width, height, 8, PngBytes.Rgb, new byte[width * 3]);

    private static (string, byte[])[] Many(string name, byte[] data, int count) =>
        [.. Enumerable.Repeat((name, data), count)];

    private static byte[] JpegWith(byte[] piece, int count)
    {
        var jpeg = Drawing.Quarters(96, 64).EncodeJpeg();
        var pieces = new byte[piece.Length * count];
        for (var at = 0; at < pieces.Length; at += piece.Length)
            piece.CopyTo(pieces, at);
        return [.. jpeg[..2], .. pieces, .. jpeg[2..]];
    }

    private static byte[] Gif(int frames) => GifBytes.Of(64, [.. Enumerable.Repeat((byte)1, frames)]);

    private static byte[] GifOfExtensions()
    {
        var gif = GifBytes.Of(64, 1);
        const int start = 13 + 12;
        var extensions = new byte[3_000_000];
        for (var at = 0; at < extensions.Length; at += 3)
            (extensions[at], extensions[at + 1]) = (0x21, 0xFE);
        return [.. gif[..start], .. extensions, .. gif[start..]];
    }
}
