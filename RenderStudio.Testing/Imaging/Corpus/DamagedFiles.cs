using System.Buffers.Binary;
using System.Text;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>Pictures that are damaged, unusual, or valid in two formats.</summary>
internal static class DamagedFiles
{
    private const string Ok = CorpusFile.Ok, Unreadable = CorpusFile.Unreadable;

    private static byte[] Jpeg { get; } = Drawing.PhotoLike(160, 120, 7).EncodeJpeg();

    private static byte[] Progressive { get; } =
        Drawing.Save(Drawing.PhotoLike(160, 120, 7), "jpegsave_buffer", ("interlace", "true"));

    private static byte[] Png { get; } = Drawing.PhotoLike(160, 120, 7).EncodePng();

    private static byte[] WebP { get; } = Drawing.PhotoLike(160, 120, 7).EncodeWebP();

    private static byte[] Gif { get; } = GifBytes.Of(96, 1);

    internal static IReadOnlyList<CorpusFile> Files { get; } =
    [
        // Phones and gateways drop the end marker or append data.
        new("JPEG without its end marker", Ok, () => Jpeg[..^2]),
        new("JPEG with half of its end marker", Ok, () => Jpeg[..^1]),
        new("progressive JPEG without its end marker", Ok, () => Progressive[..^2]),
        new("JPEG followed by stray bytes", Ok, () => [.. Jpeg, .. new byte[5000]]),
        new("JPEG followed by another JPEG", Ok, () => [.. Jpeg, .. Jpeg]),
        new("JPEG without its last 300 bytes", Unreadable, () => Jpeg[..^300]),
        new("JPEG cut in half", Unreadable, () => Half(Jpeg)),
        new("progressive JPEG cut in half", Unreadable, () => Half(Progressive)),
        new("JPEG that consists of its first bytes", Unreadable, () => Jpeg[..20]),
        new("JPEG without a frame", Unreadable, () => Without(Jpeg, 0xC0)),
        new("JPEG with two frames", Unreadable, () => Twice(Jpeg, 0xC0)),
        new("JPEG that starts twice", Unreadable, () => [0xFF, 0xD8, .. Jpeg]),
        new("JPEG with height 0", Unreadable, () => Sized(Jpeg, 0xC0, 0)),
        new("JPEG whose first segment is longer than the file", Unreadable, () => Changed(Jpeg, 4, 0xFF, 0xFF)),
        new("JPEG without its Huffman tables, which are the usual ones", Ok, () => Without(Jpeg, 0xC4)),

        new("PNG without its end chunk", Ok, () => Png[..^12]),
        new("PNG cut in half", Unreadable, () => Half(Png)),
        new("PNG that consists of its header", Unreadable, () => Png[..33]),
        new("PNG with a wrong header checksum", Unreadable, () => Changed(Png, 29, 1)),
        new("PNG with width 0", Unreadable, () => PngBytes.WithRightHeaderChecksum(Changed(Png, 16, 0, 0, 0, 0))),
        new("PNG of an unknown colour type", Unreadable, () => PngBytes.WithRightHeaderChecksum(Changed(Png, 25, 5))),
        new("PNG of 3 bits", Unreadable, () => PngBytes.WithRightHeaderChecksum(Changed(Png, 24, 3))),
        new("PNG whose first chunk is another", Unreadable, () => [.. Png[..8], .. Png[33..]]),
        new("PNG with a chunk longer than the file", Unreadable, () => Changed(Png, 33, 0x7F)),
        new("PNG followed by a page", Ok, () => [.. Png, .. "<html><script>x()</script>"u8]),
        new("PNG with an invalid profile", Ok, () => PngBytes.Of(
            96, 64, 8, PngBytes.Rgb, new byte[96 * 3], ("iCCP", [.. "x\0\0"u8, .. new byte[99]]))),

        new("WebP cut in half", Unreadable, () => Half(WebP)),
        new("WebP that ends after the name of its first chunk", Unreadable, () => WebP[..16]),
        new("WebP with a length too short", Unreadable, () => Changed(WebP, 4, 40, 0, 0, 0)),
        new("WebP followed by stray bytes", Ok, () => [.. WebP, .. new byte[5000]]),
        new("WebP on a canvas of another size", Unreadable, () => Bombs.WebPOnCanvas(96, 64, 96, 65)),
        new("animated WebP with a frame off the canvas", Unreadable, () => Bombs.AnimatedWebP(96, 64, 2, left: 1)),

        new("GIF without its trailer", CorpusFile.Unsupported, Ok, () => Gif[..^1]),
        new("GIF cut in half", CorpusFile.Unsupported, Unreadable, () => Half(Gif)),
        new("GIF that consists of its header", CorpusFile.Unsupported, Unreadable, () => Gif[..13]),
        new("GIF with size 0", CorpusFile.Unsupported, Unreadable, () => Changed(Gif[..30], 6, 0, 0, 0, 0)),

        new("polyglot: JPEG and archive", Ok, () => [.. Jpeg, .. "PK\u0003\u0004\u0014\0"u8, .. new byte[99]]),
        new("polyglot: JPEG with a script in a comment", Ok, () => Comment(Jpeg, "*/=1;alert(1);/* <script>")),
        new("polyglot: PNG with a page in a text chunk", Ok, () => PngBytes.Of(
            96, 64, 8, PngBytes.Rgb, new byte[96 * 3], ("tEXt", [.. "Comment\0<html><script>x()</script>"u8]))),
        new("polyglot: WebP with a page in a chunk", Ok, () => Bombs.WebPWithChunk(96, 64, "<script>x()</script>")),
        new("polyglot: GIF with a script in a comment", CorpusFile.Unsupported, Ok,
            () => [.. Gif[..25], 0x21, 0xFE, 8, .. "<script>"u8, 0, .. Gif[25..]]),
        new("polyglot: PNG and PDF", Ok, () => [.. Png, .. "%PDF-1.7\n"u8, .. "%%EOF"u8]),
    ];

    private static byte[] Half(byte[] file) => file[..(file.Length / 2)];

    private static byte[] Changed(byte[] file, int at, params byte[] bytes)
    {
        var changed = file.ToArray();
        bytes.CopyTo(changed, at);
        return changed;
    }

    private static byte[] Comment(byte[] jpeg, string text) =>
        [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(text.Length + 2), .. Encoding.ASCII.GetBytes(text), .. jpeg[2..]];

    private static byte[] Without(byte[] jpeg, byte marker)
    {
        while (Segment(jpeg, marker) is var (at, length))
            jpeg = [.. jpeg[..at], .. jpeg[(at + length)..]];
        return jpeg;
    }

    private static byte[] Twice(byte[] jpeg, byte marker)
    {
        var (at, length) = Segment(jpeg, marker)!.Value;
        return [.. jpeg[..(at + length)], .. jpeg[at..]];
    }

    private static byte[] Sized(byte[] jpeg, byte frame, ushort height)
    {
        var changed = jpeg.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(changed.AsSpan(Segment(jpeg, frame)!.Value.At + 5), height);
        return changed;
    }

    private static (int At, int Length)? Segment(byte[] jpeg, byte marker)
    {
        for (var at = 2; at < jpeg.Length && jpeg[at + 1] != 0xDA;)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2));
            if (jpeg[at + 1] == marker)
                return (at, length);
            at += length;
        }

        return null;
    }
}
