using System.Diagnostics;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Bytes in memory that the decoder of libvips reads on demand. A canceled token makes the next read fail: libvips
/// decodes a progressive or interlaced picture in one step, which can be canceled only here.
/// </summary>
internal sealed class ByteSource : SourceCustom
{
    // A decoder that spends a long time on one piece gets smaller pieces, so that it reads, and can be canceled, often
    // enough.
    private const int SmallPiece = 64, LargePiece = 64 * 1024, SlowMilliseconds = 5, Error = -1;

    private readonly ReadOnlyMemory<byte> bytes;
    private readonly CancellationToken stop;
    private int position;
    private int piece = SmallPiece;
    private long lastRead = Stopwatch.GetTimestamp();

    internal ByteSource(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        this.bytes = bytes;
        this.stop = stop;
        OnRead += Read;
        OnSeek += Seek;
    }

    private int Read(byte[] buffer, int length)
    {
        if (stop.IsCancellationRequested)
            return Error;
        var now = Stopwatch.GetTimestamp();
        var isSlow = Stopwatch.GetElapsedTime(lastRead, now).TotalMilliseconds > SlowMilliseconds;
        piece = isSlow ? SmallPiece : Math.Min(2 * piece, LargePiece);
        lastRead = now;
        var read = Math.Min(Math.Min(length, piece), bytes.Length - position);
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
