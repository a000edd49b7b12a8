using System.Text;

namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>EXIF as a phone writes it: camera, orientation, maker's note, place, and a thumbnail.</summary>
internal static class PhoneExif
{
    private const short Text = 2, Short = 3, Long = 4, Bytes = 7;

    internal static byte[] Block(int orientation)
    {
        var marker = Encoding.ASCII.GetBytes(MetadataFiles.Marker + "\0\0\0\0");
        byte[] thumbnail = [0xFF, 0xD8, 0xFF, 0xFE, 0, (byte)(marker.Length + 2), .. marker, 0xFF, 0xD9];
        using var stream = new MemoryStream();
        using var write = new BinaryWriter(stream, Encoding.ASCII);
        const int first = 8, details = first + 66, place = details + 18, second = place + 18, data = second + 42;
        write.Write("II*\0"u8);
        write.Write(first);
        Directory(write, second, (0x010F, Text, marker.Length, data), (0x0110, Text, marker.Length, data),
            (0x0112, Short, 1, orientation), (0x8769, Long, 1, details), (0x8825, Long, 1, place));
        Directory(write, 0, (0x927C, Bytes, marker.Length, data));
        Directory(write, 0, (0x001D, Text, marker.Length, data));
        Directory(write, 0, (0x0103, Short, 1, 6), (0x0201, Long, 1, data + marker.Length),
            (0x0202, Long, 1, thumbnail.Length));
        write.Write(marker);
        write.Write(thumbnail);
        return stream.ToArray();
    }

    private static void Directory(
        BinaryWriter write, int next, params (int Tag, short Type, int Count, int Value)[] entries)
    {
        write.Write((short)entries.Length);
        foreach (var (tag, type, count, value) in entries)
        {
            write.Write((ushort)tag);
            write.Write(type);
            write.Write(count);
            write.Write(value);
        }

        write.Write(next);
    }
}
