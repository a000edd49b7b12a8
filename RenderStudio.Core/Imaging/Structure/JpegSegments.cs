using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace RenderStudio.Core.Imaging.Structure;

/// <param name="marker">The byte after 0xFF.</param>
/// <param name="data">Without marker and length.</param>
/// <param name="whole">The whole segment; for a scan including the coded data that follows.</param>
internal readonly ref struct JpegSegment(byte marker, ReadOnlySpan<byte> data, ReadOnlySpan<byte> whole)
{
    internal const byte Start = 0xD8, End = 0xD9, Scan = 0xDA, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App14 = 0xEE;

    public byte Marker { get; } = marker;

    public ReadOnlySpan<byte> Data { get; } = data;

    public ReadOnlySpan<byte> Whole { get; } = whole;

    /// <summary>0xC0 to 0xCF without the tables in that range.</summary>
    public bool IsFrame => Marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    public bool IsExif => Marker == App1 && Data.StartsWith(ExifOrientation.Prefix);

    public bool IsXmp => Marker == App1 && Data.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8);

    public bool IsProfile => Marker == App2 && Data.StartsWith("ICC_PROFILE\0"u8);

    /// <summary>Whether a decoder needs the segment for pixels or colours. A profile is checked separately.</summary>
    public bool IsPlain => IsFrame || Marker switch
    {
        0xC4 or 0xCC or 0xDB or 0xDC or 0xDD or Scan or End => true, // tables, lines, restart interval
        App0 => Data.StartsWith("JFIF\0"u8),
        App14 => Data.StartsWith("Adobe"u8),
        _ => false,
    };
}

/// <summary>
/// Enumerates the segments of a JPEG up to its end marker, as decoders do: bytes between two segments are skipped, and
/// coded data ends at the next marker that is not a restart marker. https://www.w3.org/Graphics/JPEG/itu-t81.pdf
/// </summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> jpeg)
{
    private const byte Mark = 0xFF;
    private static readonly Vector256<byte> Marks = Vector256.Create(Mark);

    private readonly ReadOnlySpan<byte> jpeg = jpeg;
    private int next = 2;

    public JpegSegment Current { get; private set; }

    public readonly JpegSegments GetEnumerator() => this;

    /// <returns>False after the end marker, and at an incomplete segment.</returns>
    public bool MoveNext()
    {
        var at = Current.Marker == JpegSegment.End ? -1 : FindMarker(next, isScan: false);
        if (at < 0)
            return false;
        var marker = jpeg[at + 1];
        next = at + 2;
        if (marker is (>= 0xD0 and <= JpegSegment.End) or 0x01)
        {
            Current = new(marker, [], jpeg[at..next]);
            return true;
        }

        var length = jpeg.Length < next + 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(jpeg[next..]);
        if (length < 2 || length > jpeg.Length - next)
            return false;
        var data = jpeg.Slice(next + 2, length - 2);
        next += length;
        if (marker == JpegSegment.Scan)
            next = FindMarker(next, isScan: true) is var end and >= 0 ? end : jpeg.Length;
        Current = new(marker, data, jpeg[at..next]);
        return true;
    }

    /// <summary>
    /// A marker is 0xFF followed by a byte that is not a stuffed zero, a fill byte or, within coded data, a restart.
    /// The search is vectorised, because stuffed zeros can occur anywhere in ten megabytes.
    /// </summary>
    /// <returns>The position; -1 when there is no further marker.</returns>
    private readonly int FindMarker(int from, bool isScan)
    {
        var at = from;
        for (; at < jpeg.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var next = Vector256.Create(jpeg[(at + 1)..]);
            var others = Vector256.Equals(next, Vector256<byte>.Zero) | Vector256.Equals(next, Marks);
            if (isScan)
                others |= Vector256.Equals(next & Vector256.Create((byte)0xF8), Vector256.Create((byte)0xD0));
            var found = Vector256.AndNot(Vector256.Equals(Vector256.Create(jpeg[at..]), Marks), others);
            if (found.ExtractMostSignificantBits() is var places and not 0)
                return at + BitOperations.TrailingZeroCount(places);
        }

        for (; at < jpeg.Length - 1; at++)
        {
            if (jpeg[at] == Mark && jpeg[at + 1] is not (0 or Mark) && !(isScan && jpeg[at + 1] is >= 0xD0 and <= 0xD7))
                return at;
        }

        return -1;
    }
}
