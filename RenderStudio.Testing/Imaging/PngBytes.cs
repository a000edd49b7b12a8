using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace RenderStudio.Testing.Imaging;

/// <summary>
/// Writes PNG files byte by byte, including files that no conforming encoder writes. https://www.w3.org/TR/png-3/.
/// </summary>
internal static class PngBytes
{
    internal const byte Grey = 0, Rgb = 2, GreyAlpha = 4, Rgba = 6;

    /// <summary>The offset of the bits per sample; the colour type follows.</summary>
    internal const int DepthAt = 24;

    /// <param name="row">One row of samples; it is repeated for every row.</param>
    internal static byte[] Of(
        int width, int height, byte depth, byte colour, byte[] row, params (string Name, byte[] Data)[] extra)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colour);
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk(file, "IHDR", header);
        foreach (var (name, data) in extra)
            Chunk(file, name, data);
        Chunk(file, "IDAT", Zipped(height, [0, .. row]));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Corrects the checksum after a change of the header, which is the first chunk, of 13 bytes.</summary>
    internal static byte[] WithRightHeaderChecksum(byte[] png)
    {
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png[12..29]));
        return png;
    }

    internal static byte[] Zlib(byte[] data) => Zipped(1, data);

    private static byte[] Zipped(int times, byte[] row)
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.Optimal))
        {
            for (var at = 0; at < times; at++)
                zip.Write(row);
        }

        return zipped.ToArray();
    }

    private static void Chunk(Stream file, string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
