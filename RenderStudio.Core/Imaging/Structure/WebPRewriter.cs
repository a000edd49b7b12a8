using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

internal static class WebPRewriter
{
    internal static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> webp, PictureStructure structure)
    {
        var kept = new MemoryStream(webp.Length + ExifOrientation.Spare);
        kept.Write(webp[..RiffChunks.FileHeader]);
        var profile = structure.HasProfile;
        foreach (var chunk in RiffChunks.Of(webp))
        {
            var isProfile = profile && chunk.Is("ICCP"u8);
            profile &= !isProfile;
            if (chunk.Is("VP8X"u8))
                Canvas(kept, chunk, structure);
            else if (isProfile || IsPlain(chunk))
                kept.Write(chunk.Whole);
        }

        if (structure.Orientation > 1)
            Orientation(kept, structure.Orientation);
        var file = kept.GetBuffer().AsMemory(0, (int)kept.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.Span[4..], file.Length - RiffChunk.Frame);
        return file;
    }

    private static bool IsPlain(RiffChunk chunk) =>
        WebPBitstream.IsPixels(chunk) || chunk.Is("ALPH"u8) || chunk.Is("ANIM"u8) || chunk.Is("ANMF"u8);

    /// <summary>Writes the canvas with flags that match the remaining chunks.</summary>
    private static void Canvas(MemoryStream kept, RiffChunk chunk, PictureStructure structure)
    {
        const int removed = WebPReader.ProfileFlag | WebPReader.ExifFlag | WebPReader.XmpFlag;
        var flags = chunk.Data[0] & ~removed;
        if (structure.HasProfile)
            flags |= WebPReader.ProfileFlag;
        if (structure.Orientation > 1)
            flags |= WebPReader.ExifFlag;
        kept.Write(chunk.Whole[..RiffChunk.Frame]);
        kept.Write([(byte)flags]);
        kept.Write(chunk.Whole[(RiffChunk.Frame + 1)..]);
    }

    private static void Orientation(MemoryStream kept, int orientation)
    {
        var block = ExifOrientation.Block(orientation);
        kept.Write("EXIF"u8);
        kept.Write([(byte)(ExifOrientation.Prefix.Length + block.Length), 0, 0, 0]);
        kept.Write(ExifOrientation.Prefix);
        kept.Write(block);
    }
}
