using System.Buffers.Binary;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>EXIF with one directory in which every entry declares another directory at the same offset.</summary>
internal static class ExifLoops
{
    private const int Entries = 5400, Directory = 8, EntryBytes = 12;

    internal static byte[] IntoJpeg(byte[] jpeg)
    {
        byte[] payload = [.. "Exif\0\0"u8, .. Block()];
        var length = payload.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. payload, .. jpeg[2..]];
    }

    internal static byte[] Block()
    {
        var block = new byte[Directory + 2 + (Entries * EntryBytes) + 4];
        "II*\0"u8.CopyTo(block);
        block[4] = Directory;
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(Directory), Entries);
        for (var entry = 0; entry < Entries; entry++)
        {
            var at = block.AsSpan(Directory + 2 + (entry * EntryBytes));
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(entry % 2 == 0 ? 0x8769 : 0x8825));
            at[2] = 4;
            at[4] = 1;
            at[8] = Directory;
        }

        return block;
    }
}
