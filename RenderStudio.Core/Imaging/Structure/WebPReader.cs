namespace RenderStudio.Core.Imaging.Structure;

internal static class WebPReader
{
    internal const byte ProfileFlag = 0x20, AlphaFlag = 0x10, ExifFlag = 0x08, XmpFlag = 0x04;
    internal const int CanvasBytes = 10;

    internal static Result<PictureStructure> Read(ReadOnlySpan<byte> webp)
    {
        var chunks = RiffChunks.Of(webp);
        if (!chunks.MoveNext() || First(chunks.Current) is not { } first)
            return StructureProblems.Unreadable;
        var canvas = chunks.Current.Is("VP8X"u8);
        var flags = canvas ? chunks.Current.Data[0] : (byte)0;
        var (parts, frames, orientation) = (1, 0, 0);
        bool alpha = first.HasAlpha, sawProfile = false, profile = false, extras = false;
        while (chunks.MoveNext())
        {
            if (++parts > StructureLimits.Parts)
                return StructureProblems.TooManyParts;
            var chunk = chunks.Current;
            if (WebPBitstream.IsPixels(chunk))
            {
                if (!canvas || WebPBitstream.Of(chunk) is not { } pixels || !IsSizeOf(pixels, first))
                    return StructureProblems.Unreadable;
                alpha |= pixels.HasAlpha;
            }
            else if (chunk.Is("ANMF"u8))
            {
                if (++frames > StructureLimits.Frames)
                    return StructureProblems.TooManyFrames;
                if (!WebPFrame.Fits(chunk.Data, first, ref alpha))
                    return StructureProblems.Unreadable;
            }
            else if (chunk.Is("ICCP"u8) && (flags & ProfileFlag) != 0 && !sawProfile)
            {
                sawProfile = true;
                profile = chunk.Data.Length <= StructureLimits.ProfileBytes;
                extras |= !profile;
            }
            else if (!chunk.Is("ALPH"u8) && !chunk.Is("ANIM"u8))
            {
                extras = true;
                if (chunk.Is("EXIF"u8) && (flags & ExifFlag) != 0 && orientation == 0)
                    orientation = ExifOrientation.Read(chunk.Data);
            }

            alpha |= chunk.Is("ALPH"u8);
        }

        return first with
        {
            HasAlpha = alpha,
            Frames = Math.Max(1, frames),
            HasProfile = profile,
            HasExif = orientation > 0,
            HasXmp = (flags & XmpFlag) != 0,
            Orientation = Math.Max(1, orientation),
            HasExtras = extras || chunks.IsCut,
        };
    }

    internal static bool IsSizeOf(WebPBitstream pixels, PictureStructure picture) =>
        (pixels.Width, pixels.Height) == (picture.Width, picture.Height);

    /// <summary>The first chunk is the canvas of an extended file or the pixels of a simple file.</summary>
    private static PictureStructure? First(RiffChunk chunk)
    {
        if (chunk.Is("VP8X"u8) && chunk.Data.Length >= CanvasBytes)
        {
            return new(PictureFormat.WebP)
            {
                Width = 1 + WebPFrame.Bits24(chunk.Data[4..]),
                Height = 1 + WebPFrame.Bits24(chunk.Data[7..]),
                HasAlpha = (chunk.Data[0] & AlphaFlag) != 0,
            };
        }

        return WebPBitstream.Of(chunk) is { Width: > 0, Height: > 0 } pixels
            ? new(PictureFormat.WebP) { Width = pixels.Width, Height = pixels.Height, HasAlpha = pixels.HasAlpha }
            : null;
    }
}
