using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>The header of the coded pixels of a WebP.</summary>
internal readonly record struct WebPBitstream(int Width, int Height, bool HasAlpha)
{
    private const int LossyHeader = 10, LosslessHeader = 5;

    private static ReadOnlySpan<byte> LossyStart => [0x9D, 0x01, 0x2A];

    /// <returns>Null for another chunk, or for a damaged header.</returns>
    internal static WebPBitstream? Of(RiffChunk chunk)
    {
        var data = chunk.Data;
        if (chunk.Is("VP8L"u8) && data.Length >= LosslessHeader && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return new(1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF), (bits & (1 << 28)) != 0);
        }

        return chunk.Is("VP8 "u8) && data.Length >= LossyHeader && data[3..].StartsWith(LossyStart)
            ? new(Bits14(data[6..]), Bits14(data[8..]), false)
            : null;
    }

    internal static bool IsPixels(RiffChunk chunk) => chunk.Is("VP8 "u8) || chunk.Is("VP8L"u8);

    private static int Bits14(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes) & 0x3FFF;
}
