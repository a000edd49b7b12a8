using System.Text;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>Pictures with metadata: place, camera, maker's notes, thumbnails, edits.</summary>
internal static class MetadataFiles
{
    /// <summary>Present in every piece of metadata of every file here.</summary>
    internal const string Marker = "ZANZIBAR";

    private static readonly byte[] MarkerBytes = Encoding.ASCII.GetBytes(Marker);

    internal static IReadOnlyList<CorpusFile> Files { get; } =
    [
        new("JPEG with EXIF of a phone", CorpusFile.Ok, () => JpegWith(0xE1, [.. "Exif\0\0"u8, .. PhoneExif.Block(6)])),
        new("JPEG with XMP", CorpusFile.Ok, () => JpegWith(0xE1, Marked("http://ns.adobe.com/xap/1.0/\0"))),
        new("JPEG with more XMP", CorpusFile.Ok, () => JpegWith(0xE1, Marked("http://ns.adobe.com/xmp/extension/\0"))),
        new("JPEG with IPTC", CorpusFile.Ok, () => JpegWith(0xED, Marked("Photoshop 3.0\08BIM"))),
        new("JPEG with a thumbnail in JFXX", CorpusFile.Ok, () => JpegWith(0xE0, Marked("JFXX\0"))),
        new("JPEG with several pictures", CorpusFile.Ok, () => [.. JpegWith(0xE2, Marked("MPF\0")), .. MarkerBytes]),
        new("JPEG with a comment", CorpusFile.Ok, () => JpegWith(0xFE, MarkerBytes)),
        new("JPEG with a maker's segment", CorpusFile.Ok, () => JpegWith(0xEB, Marked("HDR_RI "))),
        new("PNG with EXIF of a phone", CorpusFile.Ok, () => PngWith(("eXIf", PhoneExif.Block(6)))),
        new("PNG with text of all kinds", CorpusFile.Ok, () => PngWith(
            ("tEXt", Marked("parameters\0")), ("iTXt", Marked("XML:com.adobe.xmp\0\0\0\0\0")),
            ("zTXt", [.. "Raw profile type exif\0\0"u8, .. PngBytes.Zlib(MarkerBytes), .. MarkerBytes]))),
        new("PNG with chunks of its own", CorpusFile.Ok, () => PngWith(("vpAg", MarkerBytes), ("caBX", MarkerBytes))),
        new("WebP with EXIF of a phone", CorpusFile.Ok,
            () => Bombs.WebPWith(96, 64, 0x08, ("EXIF", PhoneExif.Block(6)))),
        new("WebP with prefixed EXIF", CorpusFile.Ok,
            () => Bombs.WebPWith(96, 64, 0x08, ("EXIF", [.. "Exif\0\0"u8, .. PhoneExif.Block(6)]))),
        new("WebP with XMP", CorpusFile.Ok, () => Bombs.WebPWith(96, 64, 0x04, ("XMP ", MarkerBytes))),
        new("GIF with a comment and XMP", CorpusFile.Unsupported, CorpusFile.Ok, Gif),
    ];

    private static byte[] Marked(string mark) => [.. Encoding.Latin1.GetBytes(mark), .. MarkerBytes];

    private static byte[] JpegWith(byte marker, byte[] data)
    {
        var jpeg = Drawing.Quarters(96, 64).EncodeJpeg();
        var length = data.Length + 2;
        return [.. jpeg[..2], 0xFF, marker, (byte)(length >> 8), (byte)length, .. data, .. jpeg[2..]];
    }

    private static byte[] PngWith(params (string, byte[])[] chunks) =>
        PngBytes.Of(96, 64, 8, PngBytes.Rgb, new byte[96 * 3], chunks);

    private static byte[] Gif()
    {
        var gif = GifBytes.Of(96, 1);
        return
        [
            .. gif[..25], 0x21, 0xFE, 8, .. MarkerBytes, 0, 0x21, 0xFF, 11, .. "XMP DataXMP"u8,
            8, .. MarkerBytes, 0, .. gif[25..],
        ];
    }
}
