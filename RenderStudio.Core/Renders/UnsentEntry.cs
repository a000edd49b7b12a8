namespace RenderStudio.Core.Renders;

/// <summary>
/// A seekable stream in front of one that is not. Holds what was written since the last <see cref="SendAsync"/> in
/// memory. A ZIP archive needs it: size and checksum of an entry are written into the header before its content after
/// the content was read, and readers that read an archive while it arrives need them there.
/// </summary>
internal sealed class UnsentEntry(Stream to) : Stream
{
    private readonly MemoryStream unsent = new();
    private long sent;

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => sent + unsent.Length;

    /// <exception cref="ArgumentOutOfRangeException">The position was already sent.</exception>
    public override long Position
    {
        get => sent + unsent.Position;
        set => unsent.Position = value - sent;
    }

    /// <summary>Sends what was written. The memory is used again.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        await to.WriteAsync(unsent.GetBuffer().AsMemory(0, (int)unsent.Length), ct);
        sent += unsent.Length;
        unsent.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => unsent.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => unsent.Write(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        unsent.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        unsent.WriteAsync(buffer, offset, count, cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => unsent.SetLength(value - sent);

    /// <summary>Does nothing, because the content is not complete before <see cref="SendAsync"/>.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        unsent.Dispose();
        base.Dispose(disposing);
    }
}
