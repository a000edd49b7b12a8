using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

internal static class GifReader
{
    private const byte GraphicControl = 0xF9;

    internal static Result<PictureStructure> Read(ReadOnlySpan<byte> gif)
    {
        if (gif.Length < GifBlocks.ScreenHeader)
            return StructureProblems.Unreadable;
        var (width, height) = (U16(gif[6..]), U16(gif[8..]));
        var (parts, frames, alpha) = (0, 0, false);
        var blocks = new GifBlocks(gif);
        while (blocks.MoveNext())
        {
            if (++parts > StructureLimits.Parts)
                return StructureProblems.TooManyParts;
            var block = blocks.Block;
            if (blocks.Kind == GifBlocks.Extension)
            {
                alpha |= block.Length > 3 && block[1] == GraphicControl && (block[3] & 1) != 0;
                continue;
            }

            if (++frames > StructureLimits.Frames)
                return StructureProblems.TooManyFrames;
            // A frame can be larger than the screen; decoders then enlarge the screen.
            var (right, bottom) = (U16(block[1..]) + U16(block[5..]), U16(block[3..]) + U16(block[7..]));
            alpha |= frames == 1 && (right < width || bottom < height || U16(block[1..]) > 0 || U16(block[3..]) > 0);
            (width, height) = (Math.Max(width, right), Math.Max(height, bottom));
        }

        return width == 0 || height == 0 ? StructureProblems.Unreadable : new PictureStructure(PictureFormat.Gif)
        {
            Width = width,
            Height = height,
            HasAlpha = alpha,
            Frames = Math.Max(1, frames),
        };
    }

    private static int U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
