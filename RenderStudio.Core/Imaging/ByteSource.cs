using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>Bytes in memory, handed to libvips as its decoder asks for them.</summary>
internal sealed class ByteSource : SourceCustom
{
    private readonly ReadOnlyMemory<byte> bytes;
    private int position;

    internal ByteSource(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        OnRead += Read;
        OnSeek += Seek;
    }

    private int Read(byte[] buffer, int length)
    {
        var read = Math.Min(length, bytes.Length - position);
        bytes.Span.Slice(position, read).CopyTo(buffer);
        position += read;
        return read;
    }

    private long Seek(long offset, SeekOrigin origin)
    {
        var start = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => position,
            _ => bytes.Length,
        };
        return position = (int)Math.Clamp(start + offset, 0, bytes.Length);
    }
}
