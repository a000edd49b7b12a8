namespace RenderStudio.Core.Imaging.Structure;

/// <summary>The type of a file that is not an accepted picture.</summary>
/// <param name="Name">With its article: "a HEIC photo".</param>
/// <param name="IsPicture">Whether the user can export it in an accepted format.</param>
internal sealed record ForeignFile(string Name, bool IsPicture = false)
{
    // Archives and HTML pages identify themselves in their first bytes.
    private const int Searched = 4096;

    /// <returns>Null when the first bytes do not identify the file.</returns>
    internal static ForeignFile? Recognise(ReadOnlySpan<byte> file)
    {
        var start = file[..Math.Min(file.Length, Searched)];
        return ForeignMedia.Recognise(start) ?? Document(start) ?? ForeignText.Recognise(start);
    }

    private static ForeignFile? Document(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("%PDF"u8))
            return new("a PDF document");
        if (start.StartsWith("%!PS"u8))
            return new("a PostScript document");
        if (start.StartsWith("PK\u0003\u0004"u8))
            return IsOffice(start) ? new("an Office document") : new("a ZIP archive");
        if (start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return new("an Office document");
        if (start.StartsWith((ReadOnlySpan<byte>)[.. "7z"u8, 0xBC, 0xAF]) || start.StartsWith("Rar!"u8)
            || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return new("a compressed archive");
        }

        return start.StartsWith("MZ"u8) || start.StartsWith("\u007FELF"u8) ? new("a program") : null;
    }

    private static bool IsOffice(ReadOnlySpan<byte> start) =>
        start.IndexOf("[Content_Types].xml"u8) >= 0 || start.IndexOf("word/"u8) >= 0 || start.IndexOf("xl/"u8) >= 0
        || start.IndexOf("ppt/"u8) >= 0 || start.IndexOf("opendocument"u8) >= 0;
}
