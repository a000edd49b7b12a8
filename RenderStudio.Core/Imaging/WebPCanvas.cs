using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// The size that a WebP declares, from its first bytes: libvips sets the memory for all pixels aside already when it
/// reads the header. https://developers.google.com/speed/webp/docs/riff_container
/// </summary>
internal static class WebPCanvas
{
    private const int ChunkData = 20;

    /// <returns>Null when there is none to be found; the decoder will say what is wrong.</returns>
    internal static (int Width, int Height)? Of(ReadOnlySpan<byte> webp)
    {
        if (webp.Length < ChunkData + 10)
            return null;
        var chunk = webp[12..16];
        var data = webp[ChunkData..];
        if (chunk.SequenceEqual("VP8X"u8))
            return (1 + Bits24(data[4..]), 1 + Bits24(data[7..]));
        if (chunk.SequenceEqual("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        return chunk.SequenceEqual("VP8 "u8) ? (Bits14(data[6..]), Bits14(data[8..])) : null;
    }

    private static int Bits14(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x3FFF;

    private static int Bits24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
