namespace RenderStudio.Local.Instances;

/// <summary>A connection on which a request is sent once. HttpClient sends a request without a body again when the
/// connection ends before the first byte of the answer; here that end is an error, after which it does not.</summary>
internal sealed class InstanceConnection(Stream inner) : Stream
{
    private volatile bool answerIsOwed;

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
        return buffer.Length == 0 ? read : Checked(read);
    }

    public override int Read(byte[] buffer, int offset, int count) => Checked(inner.Read(buffer, offset, count));

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        answerIsOwed = true;
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        answerIsOwed = true;
        inner.Write(buffer, offset, count);
    }

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

    private int Checked(int read)
    {
        if (read == 0 && answerIsOwed)
            throw new IOException("The instance closed the connection before it answered.");
        answerIsOwed = false;
        return read;
    }
}
