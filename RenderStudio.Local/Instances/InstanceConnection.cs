using System.Net.Sockets;

namespace RenderStudio.Local.Instances;

/// <summary>A connection on which a request is sent once, and whose answer is read even if the instance refused the
/// rest of the request. HttpClient sends a request without a body again when the connection ends before the first byte
/// of the answer; here that end is an error, after which it does not. And it reads no answer after an error while it
/// sends; here what is refused is dropped.</summary>
internal sealed class InstanceConnection(Socket socket) : Stream
{
    private readonly NetworkStream inner = new(socket, ownsSocket: true);
    private volatile bool answerIsOwed, refuses;

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
        if (read == 0 && answerIsOwed)
            throw new IOException("The instance closed the connection before it answered.");
        answerIsOwed = false;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        answerIsOwed = true;
        if (refuses)
            return;
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException) when (!answerIsOwed || socket.Available > 0)
        {
            refuses = true;
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
