using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

/// <param name="whole">Length, name, data and checksum.</param>
internal readonly ref struct PngChunk(ReadOnlySpan<byte> whole, int at)
{
    internal const int Frame = 12;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public ReadOnlySpan<byte> Name => Whole[4..8];

    public ReadOnlySpan<byte> Data => Whole[8..^4];

    /// <summary>Where the data stands in the file.</summary>
    public int DataAt { get; } = at + 8;

    public bool Is(ReadOnlySpan<byte> name) => Name.SequenceEqual(name);

    /// <summary>What a decoder needs for the pixels and their colours; a profile is judged by its reader.</summary>
    public bool IsPlain => Is("IDAT"u8) || Is("IHDR"u8) || Is("PLTE"u8) || Is("IEND"u8) || Is("tRNS"u8) || Is("gAMA"u8)
        || Is("cHRM"u8) || Is("sRGB"u8) || Is("cICP"u8) || Is("pHYs"u8) || Is("sBIT"u8) || Is("bKGD"u8);
}

/// <summary>Walks over the whole chunks of a PNG, up to its end chunk. https://www.w3.org/TR/png-3/</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> png)
{
    internal const int Signature = 8;

    private readonly ReadOnlySpan<byte> png = png;
    private int at = Signature, next = Signature;

    /// <summary>Whether the last chunk runs past the end of the file.</summary>
    public bool IsCut { get; private set; }

    public readonly PngChunk Current => new(png[at..next], at);

    public readonly PngChunks GetEnumerator() => this;

    public bool MoveNext()
    {
        if (next > Signature && Current.Is("IEND"u8))
            return false;
        at = next;
        var rest = png.Length - at;
        if (rest == 0)
            return false;
        var length = rest < PngChunk.Frame ? uint.MaxValue : BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        IsCut = length > (uint)(rest - Math.Min(rest, PngChunk.Frame));
        if (IsCut)
            return false;
        next = at + PngChunk.Frame + (int)length;
        return true;
    }
}
