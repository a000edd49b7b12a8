using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

/// <param name="whole">Name, length, data, and a padding zero after data of odd length.</param>
internal readonly ref struct RiffChunk(ReadOnlySpan<byte> data, ReadOnlySpan<byte> whole)
{
    internal const int Frame = 8;

    public ReadOnlySpan<byte> Data { get; } = data;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public bool Is(ReadOnlySpan<byte> name) => Whole.StartsWith(name);
}

/// <summary>
/// Enumerates the complete chunks of a WebP or of one of its frames.
/// https://developers.google.com/speed/webp/docs/riff_container
/// </summary>
internal ref struct RiffChunks(ReadOnlySpan<byte> chunks)
{
    /// <summary>"RIFF", the length of what follows, "WEBP".</summary>
    internal const int FileHeader = 12;

    private ReadOnlySpan<byte> rest = chunks;

    public RiffChunk Current { get; private set; }

    /// <summary>Whether the last chunk runs past the end.</summary>
    public bool IsCut { get; private set; }

    public readonly RiffChunks GetEnumerator() => this;

    /// <summary>The chunks of a file, up to the length in its header.</summary>
    internal static RiffChunks Of(ReadOnlySpan<byte> webp)
    {
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]);
        return new(webp[FileHeader..(int)Math.Clamp(end, FileHeader, webp.Length)]) { IsCut = end > webp.Length };
    }

    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        var length = rest.Length < RiffChunk.Frame
            ? uint.MaxValue
            : BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        if (length > (uint)(rest.Length - Math.Min(rest.Length, RiffChunk.Frame)))
        {
            IsCut = true;
            return false;
        }

        var end = RiffChunk.Frame + (int)length;
        var padded = Math.Min(end + (end % 2), rest.Length);
        Current = new(rest[RiffChunk.Frame..end], rest[..padded]);
        rest = rest[padded..];
        return true;
    }
}
