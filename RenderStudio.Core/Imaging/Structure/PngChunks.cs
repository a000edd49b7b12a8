using System.Buffers.Binary;

namespace RenderStudio.Core.Imaging.Structure;

/// <summary>The four letters of a chunk name, as a number.</summary>
internal enum PngName : uint
{
    Header = 0x49484452, // IHDR
    Palette = 0x504C5445, // PLTE
    Pixels = 0x49444154, // IDAT
    End = 0x49454E44, // IEND
    Transparency = 0x74524E53, // tRNS
    Gamma = 0x67414D41, // gAMA
    Chromaticities = 0x6348524D, // cHRM
    StandardColours = 0x73524742, // sRGB
    ColourCode = 0x63494350, // cICP
    PixelSize = 0x70485973, // pHYs
    SignificantBits = 0x73424954, // sBIT
    Background = 0x624B4744, // bKGD
    Profile = 0x69434350, // iCCP
    FrameControl = 0x6663544C, // fcTL
    Exif = 0x65584966, // eXIf
    InternationalText = 0x69545874, // iTXt
}

/// <param name="whole">Length, name, data and checksum.</param>
internal readonly ref struct PngChunk(ReadOnlySpan<byte> whole, int at)
{
    internal const int Frame = 12;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    public PngName Name => (PngName)BinaryPrimitives.ReadUInt32BigEndian(Whole[4..]);

    public ReadOnlySpan<byte> Data => Whole[8..^4];

    /// <summary>Offset of the data in the file.</summary>
    public int DataAt { get; } = at + 8;

    /// <summary>Whether a decoder needs the chunk for pixels or colours. A profile is checked separately.</summary>
    public bool IsPlain => Name is PngName.Pixels or PngName.Header or PngName.Palette or PngName.End
        or PngName.Transparency or PngName.Gamma or PngName.Chromaticities or PngName.StandardColours
        or PngName.ColourCode or PngName.PixelSize or PngName.SignificantBits or PngName.Background;
}

/// <summary>Enumerates the complete chunks of a PNG, up to its end chunk. https://www.w3.org/TR/png-3/</summary>
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
        if (next > Signature && Current.Name == PngName.End)
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
