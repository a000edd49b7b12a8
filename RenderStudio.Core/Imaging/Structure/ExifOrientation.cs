using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// Reads the orientation from the first EXIF directory. No other entry or directory is followed, so no directory is
/// visited twice. https://www.cipa.jp/std/documents/download_e.html?CIPA_DC-008-2024-E
/// </summary>
internal static class ExifOrientation
{
    /// <summary>Upper bound of the bytes that a written block adds to a file, including its container.</summary>
    internal const int Spare = 64;

    private const int Tag = 0x0112, Entry = 12, Short = 3, Long = 4;

    internal static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <param name="exif">With or without its prefix.</param>
    /// <returns>1 to 8; 1 when there is no valid orientation.</returns>
    internal static int Read(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith(Prefix) ? exif[Prefix.Length..] : exif;
        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return 1;
        var directory = U32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return 1;
        var entries = tiff[(int)directory..];
        var count = Math.Min(U16(entries, little), (entries.Length - 2) / Entry);
        for (var entry = entries[2..]; count > 0; count--, entry = entry[Entry..])
        {
            if (U16(entry, little) == Tag)
                return Value(entry, little);
        }

        return 1;
    }

    /// <summary>A little-endian TIFF with one directory and one entry.</summary>
    internal static ReadOnlySpan<byte> Block(int orientation) => (byte[])
    [
        .. "II*\0"u8, 8, 0, 0, 0,
        1, 0, 0x12, 0x01, Short, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0,
        0, 0, 0, 0,
    ];

    private static int Value(ReadOnlySpan<byte> entry, bool little)
    {
        var value = U16(entry[2..], little) switch
        {
            Short => U16(entry[8..], little),
            Long => U32(entry[8..], little),
            _ => 1,
        };
        return value is >= 1 and <= 8 ? (int)value : 1;
    }

    private static int U16(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static long U32(ReadOnlySpan<byte> bytes, bool little) => little
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
        : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
