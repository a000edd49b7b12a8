using System.Text;

namespace RenderStudio.Testing.Imaging;

/// <summary>EXIF as cameras write it: an orientation, a place, a maker. TIFF structure, little endian.</summary>
public static class ExifBytes
{
    /// <summary>A unique term, so that its absence can be verified.</summary>
    internal const string Maker = "ZANZIBAR-CAMERA";

    internal const string Gps = "N48-51-29";

    /// <summary>Inserts an EXIF block after the first marker of a JPEG.</summary>
    public static byte[] IntoJpeg(byte[] jpeg, int orientation)
    {
        byte[] payload = [.. "Exif\0\0"u8, .. Block(orientation)];
        var length = payload.Length + 2;
        return [.. jpeg[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. payload, .. jpeg[2..]];
    }

    internal static byte[] Block(int orientation)
    {
        using var stream = new MemoryStream();
        using var write = new BinaryWriter(stream, Encoding.ASCII);
        var maker = Encoding.ASCII.GetBytes(Maker + "\0");
        const int entries = 3, directory = 8, gpsDirectory = directory + 2 + (entries * 12) + 4;
        const int makerAt = gpsDirectory + 2 + 12 + 4;
        write.Write("II*\0"u8);
        write.Write(directory);
        write.Write((short)entries);
        Entry(write, 0x010F, type: 2, count: maker.Length, makerAt);
        Entry(write, 0x0112, type: 3, count: 1, orientation);
        Entry(write, 0x8825, type: 4, count: 1, gpsDirectory);
        write.Write(0);
        write.Write((short)1);
        Entry(write, 0x001D, type: 2, count: Gps.Length + 1, makerAt + maker.Length);
        write.Write(0);
        write.Write(maker);
        write.Write(Encoding.ASCII.GetBytes(Gps + "\0"));
        return stream.ToArray();
    }

    private static void Entry(BinaryWriter write, int tag, short type, int count, int value)
    {
        write.Write((short)tag);
        write.Write(type);
        write.Write(count);
        write.Write(value);
    }
}
