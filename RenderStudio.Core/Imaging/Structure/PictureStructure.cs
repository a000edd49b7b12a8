namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// The structure of a picture file, read by the product's own code before any library processes the file: one pass over
/// its chunks, segments or blocks, without decoding and without additional memory. The pass validates the structure;
/// the decoder detects truncated files and damaged data.
/// </summary>
internal sealed record PictureStructure(PictureFormat Format)
{
    /// <summary>As stored, before <see cref="Orientation"/>.</summary>
    public required int Width { get; init; }

    /// <summary>As stored, before <see cref="Orientation"/>.</summary>
    public required int Height { get; init; }

    /// <summary>Bits per sample.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Whether pixels may be transparent.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>The decoder must hold the whole picture: progressive, several scans, or interlaced.</summary>
    public bool IsProgressive { get; init; }

    public int Frames { get; init; } = 1;

    /// <summary>Number of scans of a JPEG; 0 for other formats.</summary>
    public int Scans { get; init; }

    /// <summary>Whether there is a colour profile within <see cref="StructureLimits.ProfileBytes"/>.</summary>
    public bool HasProfile { get; init; }

    public bool HasExif { get; init; }

    public bool HasXmp { get; init; }

    /// <summary>EXIF orientation, 1 to 8; 1 is upright.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>A JPEG without its end marker.</summary>
    public bool LacksEnd { get; init; }

    /// <summary>Whether the scans of a JPEG cover all of its data.</summary>
    public bool IsRepairable { get; init; }

    /// <summary>
    /// Whether cleaning adds an end marker that the file lacks, so that a decoder would show missing data as grey.
    /// </summary>
    public bool IsRepaired => LacksEnd && IsProgressive && IsRepairable;

    /// <summary>Whether the file contains parts that no decoder needs.</summary>
    public bool HasExtras { get; init; }

    internal static Result<PictureStructure> Read(ReadOnlyMemory<byte> bytes, PictureFormat format) => format switch
    {
        PictureFormat.Jpeg => JpegReader.Read(bytes.Span),
        PictureFormat.Png => PngReader.Read(bytes),
        PictureFormat.WebP => WebPReader.Read(bytes.Span),
        PictureFormat.Gif => GifReader.Read(bytes.Span),
    };

    /// <summary>
    /// The file as the decoder receives it: without text, thumbnails, oversized profiles and unknown parts, and with
    /// EXIF reduced to the orientation. Returns the same bytes if nothing must be removed; otherwise a copy.
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
