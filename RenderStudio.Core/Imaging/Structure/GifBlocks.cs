namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// Enumerates the extensions and frames of a GIF up to its trailer. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
/// </summary>
internal ref struct GifBlocks(ReadOnlySpan<byte> gif)
{
    internal const int ScreenHeader = 13;
    internal const byte Extension = 0x21, Frame = 0x2C;
    private const int FrameHeader = 10;

    private readonly ReadOnlySpan<byte> gif = gif;
    private int next = ScreenHeader + (gif.Length >= ScreenHeader ? Colours(gif[10]) : 0);

    /// <summary>The kind of block; any other kind than extension or frame ends the enumeration.</summary>
    public byte Kind { get; private set; }

    /// <summary>The block from its kind to its last data byte.</summary>
    public ReadOnlySpan<byte> Block { get; private set; }

    /// <returns>False at the trailer, at an unknown block, and at an incomplete block.</returns>
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

    /// <summary>Data is stored in sub-blocks of at most 255 bytes and ends with an empty one.</summary>
    /// <returns>The start of the next block; past the end if the data is incomplete.</returns>
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
