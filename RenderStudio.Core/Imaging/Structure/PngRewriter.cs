using System.Buffers.Binary;
using System.IO.Hashing;

namespace RenderStudio.Core.Imaging.Structure;

internal static class PngRewriter
{
    internal static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> png, PictureStructure structure)
    {
        var kept = new MemoryStream(png.Length + ExifOrientation.Spare);
        kept.Write(png[..PngChunks.Signature]);
        var profile = structure.HasProfile;
        foreach (var chunk in new PngChunks(png))
        {
            var isProfile = profile && chunk.Name == PngName.Profile;
            if (!isProfile && !chunk.IsPlain)
                continue;
            profile &= !isProfile;
            kept.Write(chunk.Whole);
            if (structure.Orientation > 1 && chunk.Name == PngName.Header)
                Orientation(kept, structure.Orientation);
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static void Orientation(MemoryStream kept, int orientation)
    {
        var block = ExifOrientation.Block(orientation);
        Span<byte> chunk = stackalloc byte[PngChunk.Frame + block.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, block.Length);
        "eXIf"u8.CopyTo(chunk[4..]);
        block.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32.HashToUInt32(chunk[4..^4]));
        kept.Write(chunk);
    }
}
