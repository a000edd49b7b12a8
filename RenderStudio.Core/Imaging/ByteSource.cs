using System.Diagnostics;
using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Bytes in memory, handed to libvips as its decoder asks for them. A canceled token ends the reading with an error: a
/// progressive or interlaced picture is decoded in one step of libvips, which can be ended only here.
/// </summary>
internal sealed class ByteSource : SourceCustom
{
    // A decoder that works for long on a piece gets smaller pieces, so that it asks often enough to be ended.
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
