namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// What the structure of a picture file says, read by our own code before any library sees the file: one walk over its
/// chunks, segments or blocks, without decoding, and without memory beyond the file's own. The walk judges structure;
/// a file that ends early or whose data is damaged is left to the decoder.
/// </summary>
internal sealed record PictureStructure(PictureFormat Format)
{
    /// <summary>As stored, before <see cref="Orientation"/>.</summary>
    public required int Width { get; init; }

    /// <summary>As stored, before <see cref="Orientation"/>.</summary>
    public required int Height { get; init; }

    /// <summary>Of a sample.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Whether pixels may be transparent.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>The decoder must hold the whole picture: progressive or several scans, interlaced.</summary>
    public bool IsProgressive { get; init; }

    public int Frames { get; init; } = 1;

    /// <summary>Of a JPEG; 0 for other formats.</summary>
    public int Scans { get; init; }

    /// <summary>Whether there is a colour profile within <see cref="StructureLimits.ProfileBytes"/>.</summary>
    public bool HasProfile { get; init; }

    public bool HasExif { get; init; }

    public bool HasXmp { get; init; }

    /// <summary>As EXIF counts, 1 to 8; 1 is upright.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>A JPEG without its end marker.</summary>
    public bool LacksEnd { get; init; }

    /// <summary>Whether a JPEG has begun every scan it needs.</summary>
    public bool IsRepairable { get; init; }

    /// <summary>
    /// Whether the cleaned file has an end that the file lacked, so that a decoder would take what is missing for grey.
    /// </summary>
    public bool IsRepaired => LacksEnd && IsProgressive && IsRepairable;

    /// <summary>Whether the file holds parts that no decoder needs.</summary>
    public bool HasExtras { get; init; }

    internal static Result<PictureStructure> Read(ReadOnlyMemory<byte> bytes, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => JpegReader.Read(bytes.Span),
        PictureFormat.Png => PngReader.Read(bytes),
        PictureFormat.WebP => WebPReader.Read(bytes.Span),
        PictureFormat.Gif => GifReader.Read(bytes.Span),
    };

    /// <summary>
    /// The file as a decoder gets it: without text, thumbnails, oversized profiles and unknown parts, its EXIF cut to
    /// the orientation. These are the same bytes if nothing had to go, else a copy.
    /// </summary>
    internal ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> bytes)
    {
        if (!HasExtras)
            return bytes;
        return Format switch
        {
            PictureFormat.Jpeg => JpegRewriter.Write(bytes.Span, this),
            PictureFormat.Png => PngRewriter.Write(bytes.Span, this),
            PictureFormat.WebP => WebPRewriter.Write(bytes.Span, this),
            PictureFormat.Gif => bytes,
        };
    }
}
