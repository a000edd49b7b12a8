namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// Walks over the extensions and frames of a GIF up to its trailer.
/// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
/// </summary>
internal ref struct GifBlocks(ReadOnlySpan<byte> gif)
{
    internal const int ScreenHeader = 13;
    internal const byte Extension = 0x21, Frame = 0x2C;
    private const int FrameHeader = 10;

    private readonly ReadOnlySpan<byte> gif = gif;
    private int next = ScreenHeader + (gif.Length >= ScreenHeader ? Colours(gif[10]) : 0);

    /// <summary>What the block is; anything else than an extension or a frame ends the walk.</summary>
    public byte Kind { get; private set; }

    /// <summary>The block from its kind to its last data.</summary>
    public ReadOnlySpan<byte> Block { get; private set; }

    /// <returns>False at the trailer, at an unknown block, and where a block is not whole.</returns>
    public bool MoveNext()
    {
        if (next >= gif.Length)
            return false;
        var start = next;
        Kind = gif[start];
        var data = Kind switch
        {
            Extension => start + 2,
            Frame when gif.Length - start >= FrameHeader => start + FrameHeader + Colours(gif[start + 9]) + 1,
            _ => gif.Length,
        };
        next = SkipData(data);
        Block = gif[start..Math.Min(next, gif.Length)];
        return next <= gif.Length;
    }

    /// <summary>Data comes in blocks of at most 255 bytes, up to an empty one.</summary>
    /// <returns>Where the next block starts; past the end if that does not come.</returns>
    private readonly int SkipData(int at)
    {
        while (at < gif.Length)
        {
            var length = gif[at];
            at += 1 + length;
            if (length == 0)
                return at;
        }

        return gif.Length + 1;
    }

    private static int Colours(byte flags) => (flags & 0x80) == 0 ? 0 : 3 * (2 << (flags & 7));
}
