using System.Buffers.Binary;
using System.Text;

namespace RenderStudio.Testing.Imaging;

/// <summary>Valid pictures of very few bytes and any size: each would be decoded to all its pixels.</summary>
internal static class Bombs
{
    /// <summary>A picture that contains only its first pixel. https://www.w3.org/Graphics/GIF/spec-gif89a.txt</summary>
    internal static byte[] Gif(ushort width, ushort height) =>
    [
        .. "GIF89a"u8, .. Two(width), .. Two(height), 0b1000_0000, 0, 0,
        220, 30, 40, 20, 170, 60,
        0x2C, 0, 0, 0, 0, .. Two(width), .. Two(height), 0, 2, 2, 0b0100_0100, 0b0000_0001, 0, 0x3B,
    ];

    /// <summary>
    /// One colour whose code has zero bits: pixels take no space.
    /// https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
    /// </summary>
    internal static byte[] WebP(int width, int height) => Riff(Lossless(width, height));

    /// <summary>
    /// Frames of one colour each, a twentieth of a second.
    /// https://developers.google.com/speed/webp/docs/riff_container
    /// </summary>
    /// <param name="left">The left offset of each frame on the canvas, in steps of two pixels.</param>
    internal static byte[] AnimatedWebP(int width, int height, int frames, int left = 0)
    {
        byte[] size = [.. Three(width - 1), .. Three(height - 1)];
        byte[] frame = [.. Three(left), .. Three(0), .. size, .. Three(50), 0, .. Lossless(width, height)];
        return Riff(
        [
            .. Chunk("VP8X"u8, [0b0000_0010, 0, 0, 0, .. size]),
            .. Chunk("ANIM"u8, new byte[6]),
            .. Enumerable.Repeat(Chunk("ANMF"u8, frame), frames).SelectMany(chunk => chunk),
        ]);
    }

    /// <summary>As <see cref="WebP"/>, with pixels that may be transparent.</summary>
    internal static byte[] ClearWebP(int width, int height)
    {
        var file = WebP(width, height);
        file[24] |= 0x10;
        return file;
    }

    internal static byte[] WebPOnCanvas(
        int width, int height, int canvasWidth, int canvasHeight, params byte[] chunks) =>
        Riff(
        [
            .. Chunk("VP8X"u8, [0, 0, 0, 0, .. Three(canvasWidth - 1), .. Three(canvasHeight - 1)]),
            .. Lossless(width, height), .. chunks,
        ]);

    /// <summary>Adds the given number of empty chunks with an unknown name.</summary>
    internal static byte[] WebPWithChunks(int width, int height, int count) =>
        WebPOnCanvas(width, height, width, height,
            [.. Enumerable.Repeat(Chunk("ZZZZ"u8, []), count).SelectMany(chunk => chunk)]);

    internal static byte[] WebPWithChunk(int width, int height, string text) =>
        WebPOnCanvas(width, height, width, height, Chunk("ZZZZ"u8, Encoding.ASCII.GetBytes(text)));

    /// <param name="flags">The flags of the extended header.</param>
    internal static byte[] WebPWith(int width, int height, byte flags, params (string Name, byte[] Data)[] extra)
    {
        var file = WebPOnCanvas(width, height, width, height,
            [.. extra.SelectMany(chunk => Chunk(Encoding.ASCII.GetBytes(chunk.Name), chunk.Data))]);
        file[20] = flags;
        return file;
    }

    private static byte[] Riff(byte[] chunks) => [.. Chunk("RIFF"u8, [.. "WEBP"u8, .. chunks])];

    // 14 bits each for width - 1 and height - 1, no alpha, version 0; then three zero bits (no transform, no cache of
    // colours, no groups of codes) and five codes of one symbol each: 1, 0, 0 and the symbol.
    private static byte[] Lossless(int width, int height)
    {
        var bits = (uint)(width - 1) | ((ulong)(uint)(height - 1) << 14);
        ulong[] symbols = [0, 1, 0, 1, 0];
        for (var code = 0; code < symbols.Length; code++)
            bits |= (1ul | (symbols[code] << 3)) << (32 + 3 + (code * 4));
        var payload = new byte[10];
        payload[0] = 0x2F;
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(1), bits);
        return Chunk("VP8L"u8, payload);
    }

    private static byte[] Chunk(ReadOnlySpan<byte> name, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length);
        return [.. name, .. length, .. content, .. new byte[content.Length % 2]];
    }

    private static byte[] Two(int number) => [(byte)number, (byte)(number >> 8)];

    private static byte[] Three(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16)];
}
