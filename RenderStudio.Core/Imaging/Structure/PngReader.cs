using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

internal static class PngReader
{
    private const int HeaderBytes = 13;
    private const byte Palette = 3, GreyAlpha = 4, ColourAlpha = 6;

    internal static Result<PictureStructure> Read(ReadOnlyMemory<byte> png)
    {
        var chunks = new PngChunks(png.Span);
        if (!chunks.MoveNext() || Header(chunks.Current) is not { } header)
            return StructureProblems.Unreadable;
        var (parts, frames, orientation) = (1, 0, 0);
        bool alpha = header.HasAlpha, pixels = false, sawProfile = false, profile = false, xmp = false, extras = false;
        while (chunks.MoveNext())
        {
            if (++parts > StructureLimits.Parts)
                return StructureProblems.TooManyParts;
            var chunk = chunks.Current;
            pixels |= chunk.Name == PngName.Pixels;
            if (chunk.IsPlain)
            {
                alpha |= chunk.Name == PngName.Transparency;
                continue;
            }

            if (chunk.Name == PngName.Profile && !sawProfile && !pixels)
            {
                sawProfile = true;
                profile = PngProfile.IsWithinLimit(png.Slice(chunk.DataAt, chunk.Data.Length));
                extras |= !profile;
                continue;
            }

            extras = true;
            if (chunk.Name == PngName.FrameControl && ++frames > StructureLimits.Frames)
                return StructureProblems.TooManyFrames;
            if (chunk.Name == PngName.Exif && orientation == 0)
                orientation = ExifOrientation.Read(chunk.Data);
            xmp |= chunk.Name == PngName.InternationalText && chunk.Data.StartsWith("XML:com.adobe.xmp\0"u8);
        }

        return header with
        {
            HasAlpha = alpha,
            Frames = Math.Max(1, frames),
            HasProfile = profile,
            HasExif = orientation > 0,
            HasXmp = xmp,
            Orientation = Math.Max(1, orientation),
            HasExtras = extras || chunks.IsCut,
        };
    }

    private static PictureStructure? Header(PngChunk chunk)
    {
        if (chunk.Name != PngName.Header || chunk.Data.Length != HeaderBytes)
            return null;
        var width = BinaryPrimitives.ReadInt32BigEndian(chunk.Data);
        var height = BinaryPrimitives.ReadInt32BigEndian(chunk.Data[4..]);
        var (depth, colour, interlace) = (chunk.Data[8], chunk.Data[9], chunk.Data[12]);
        if (width <= 0 || height <= 0 || !IsDepthOf(colour, depth) || chunk.Data[10] != 0 || chunk.Data[11] != 0
            || interlace > 1)
        {
            return null;
        }

        return new(PictureFormat.Png)
        {
            Width = width,
            Height = height,
            BitDepth = depth,
            HasAlpha = colour is GreyAlpha or ColourAlpha,
            IsProgressive = interlace == 1,
        };
    }

    private static bool IsDepthOf(byte colour, byte depth) => colour switch
    {
        0 => depth is 1 or 2 or 4 or 8 or 16,
        Palette => depth is 1 or 2 or 4 or 8,
        2 or GreyAlpha or ColourAlpha => depth is 8 or 16,
        _ => false,
    };
}
