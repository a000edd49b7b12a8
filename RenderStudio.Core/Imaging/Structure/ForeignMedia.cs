namespace RenderStudio.Core.Imaging.Structure;

/// <summary>Detects pictures, sound and video of other formats by their first bytes.</summary>
internal static class ForeignMedia
{
    internal static ForeignFile? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && start[4..].StartsWith("ftyp"u8))
            return OfBrand(start[8..12]);
        return Picture(start) ?? Riff(start) ?? Sound(start);
    }

    /// <summary>
    /// HEIC, AVIF and MP4 share one container and differ by brand. https://mp4ra.org/registered-types/brands
    /// </summary>
    private static ForeignFile OfBrand(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("avi"u8))
            return new("an AVIF picture", IsPicture: true);
        if (brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            return new("a HEIC photo", IsPicture: true);
        if (brand.StartsWith("crx"u8))
            return new("a raw photo of a camera", IsPicture: true);
        if (brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8))
            return new("a sound file");
        return brand.StartsWith("qt"u8) ? new("a QuickTime video") : new("an MP4 video");
    }

    private static ForeignFile? Picture(ReadOnlySpan<byte> start)
    {
        var boxed = start[Math.Min(4, start.Length)..];
        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
            return new("a TIFF picture or a raw photo of a camera", IsPicture: true);
        if (start.StartsWith("BM"u8) && start.Length >= 14)
            return new("a BMP picture", IsPicture: true);
        if (start.StartsWith("8BPS"u8))
            return new("a Photoshop picture", IsPicture: true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || boxed.StartsWith("JXL "u8))
            return new("a JPEG XL picture", IsPicture: true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) || boxed.StartsWith("jP  "u8))
            return new("a JPEG 2000 picture", IsPicture: true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return new("an icon", IsPicture: true);
        return start.Length > 2 && start[0] == 'P' && start[1] is >= (byte)'1' and <= (byte)'7'
            && start[2] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'
                ? new("a portable pixmap", IsPicture: true)
                : null;
    }

    private static ForeignFile? Riff(ReadOnlySpan<byte> start)
    {
        if (start.Length < 12 || !start.StartsWith("RIFF"u8))
            return null;
        return start[8..].StartsWith("AVI "u8) ? new("an AVI video") : new("a sound file");
    }

    private static ForeignFile? Sound(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return new("a WebM or Matroska video");
        return start.StartsWith("ID3"u8) || start.StartsWith("OggS"u8) || start.StartsWith("fLaC"u8)
            ? new("a sound file")
            : null;
    }
}
