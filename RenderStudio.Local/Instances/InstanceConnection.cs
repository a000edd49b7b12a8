using System.Net.Sockets;

namespace RenderStudio.Local.Instances;

/// <summary>
/// A connection on which a request is sent only once, and whose response is read even if the instance rejects the rest
/// of the request. HttpClient repeats a request without a body when the connection ends before the first byte of the
/// response; this stream reports that end as an error, after which HttpClient does not repeat it. HttpClient also reads
/// no response after a write error; this stream discards bytes that the instance rejects instead of failing.
/// </summary>
internal sealed class InstanceConnection(Socket socket) : Stream
{
    private readonly NetworkStream inner = new(socket, ownsSocket: true);
    private volatile bool responsePending, writesRefused;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (buffer.Length == 0)
            return read;
        if (read == 0 && responsePending)
            throw new IOException("The instance closed the connection before it responded.");
        responsePending = false;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        responsePending = true;
        if (writesRefused)
            return;
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException) when (!responsePending || socket.Available > 0)
        {
            writesRefused = true;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
