using System.Text;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>Files of other formats, and the product's message for each.</summary>
internal static class ForeignFiles
{
    private static readonly (string Name, string Says, byte[] File)[] Known =
    [
        ("HEIC", "This is a HEIC photo. Export it as JPEG.", Boxed("heic")),
        ("HEIC of several pictures", "This is a HEIC photo. Export it as JPEG.", Boxed("mif1")),
        ("AVIF", "This is an AVIF picture. Export it as JPEG.", Boxed("avif")),
        ("TIFF", "This is a TIFF picture or a raw photo of a camera. Export it as JPEG.", [.. "II*\0"u8, .. Rest]),
        ("big-endian TIFF", "This is a TIFF picture or a raw photo of a camera. Export it as JPEG.",
            [.. "MM\0*"u8, .. Rest]),
        ("Canon raw", "This is a raw photo of a camera. Export it as JPEG.", Boxed("crx ")),
        ("BMP", "This is a BMP picture. Export it as JPEG.", [.. "BM"u8, .. Rest]),
        ("icon", "This is an icon. Export it as JPEG.", [0, 0, 1, 0, 1, 0, 16, 16, .. Rest]),
        ("Photoshop", "This is a Photoshop picture. Export it as JPEG.", [.. "8BPS"u8, .. Rest]),
        ("JPEG XL", "This is a JPEG XL picture. Export it as JPEG.", [0xFF, 0x0A, .. Rest]),
        ("JPEG XL in boxes", "This is a JPEG XL picture. Export it as JPEG.", [0, 0, 0, 12, .. "JXL "u8, .. Rest]),
        ("JPEG 2000", "This is a JPEG 2000 picture. Export it as JPEG.", [0, 0, 0, 12, .. "jP  "u8, .. Rest]),
        ("portable pixmap", "This is a portable pixmap. Export it as JPEG.", [.. "P6\n64 64\n255\n"u8, .. Rest]),
        ("SVG", "This is an SVG drawing. Export it as JPEG.", Text("<svg xmlns='http://www.w3.org/2000/svg'/>")),
        ("SVG behind a declaration", "This is an SVG drawing. Export it as JPEG.",
            Text("<?xml version='1.0'?>\n<svg/>")),
        ("PDF", Other("a PDF document"), Text("%PDF-1.7\n")),
        ("PostScript", Other("a PostScript document"), Text("%!PS-Adobe-3.0")),
        ("ZIP", Other("a ZIP archive"), [.. "PK\u0003\u0004"u8, .. Rest]),
        ("Word", Other("an Office document"), [.. "PK\u0003\u0004"u8, .. Rest, .. "[Content_Types].xml"u8]),
        ("old Word", Other("an Office document"), [0xD0, 0xCF, 0x11, 0xE0, .. Rest]),
        ("gzip", Other("a compressed archive"), [0x1F, 0x8B, 8, .. Rest]),
        ("program", Other("a program"), [.. "MZ"u8, .. Rest]),
        ("MP4", Other("an MP4 video"), Boxed("isom")),
        ("QuickTime", Other("a QuickTime video"), Boxed("qt  ")),
        ("Matroska", Other("a WebM or Matroska video"), [0x1A, 0x45, 0xDF, 0xA3, .. Rest]),
        ("AVI", Other("an AVI video"), [.. "RIFF"u8, 40, 0, 0, 0, .. "AVI "u8, .. Rest]),
        ("WAV", Other("a sound file"), [.. "RIFF"u8, 40, 0, 0, 0, .. "WAVE"u8, .. Rest]),
        ("MP3", Other("a sound file"), [.. "ID3"u8, .. Rest]),
        ("HTML", Other("an HTML page"), Text("\n<!DOCTYPE html><title>Wait</title>")),
        ("script", Other("an HTML page"), Text("<script>alert(1)</script>")),
        ("XML", Other("an XML document"), Text("<?xml version='1.0'?><a/>")),
        ("JSON", Other("a text file"), Text("{\"detail\": \"Not found.\"}")),
        ("words", Other("a text file"), Text("A holiday in the Alps, größer als je zuvor")),
        ("words behind a byte order mark", Other("a text file"), [0xEF, 0xBB, 0xBF, .. "holiday.png"u8]),
        ("noise", "The file is not an accepted picture. Accepted formats: JPEG, PNG, WebP.", [1, 2, 3, 0xFE, 0xFD, 7]),
    ];

    internal static IReadOnlyList<CorpusFile> Files { get; } =
    [
        new("an empty file", CorpusFile.Empty, () => []),
        new("a page before a picture", CorpusFile.Unsupported,
            () => [.. "<html>"u8, .. Drawing.Quarters(96, 64).EncodePng()]),
        .. Known.Select(file => new CorpusFile(file.Name, CorpusFile.Unsupported, () => file.File)),
    ];

    internal static IEnumerable<(string Name, string Says, byte[] File)> Sentences => Known;

    private static byte[] Rest => new byte[64];

    private static string Other(string what) => $"This is {what}. Accepted formats: JPEG, PNG, WebP.";

    private static byte[] Boxed(string brand) =>
        [0, 0, 0, 24, .. "ftyp"u8, .. Encoding.ASCII.GetBytes(brand), 0, 0, 0, 0, .. "mif1"u8, .. Rest];

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
