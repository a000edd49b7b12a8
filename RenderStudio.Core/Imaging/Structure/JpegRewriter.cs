namespace RenderStudio.Core.Imaging.Structure;

internal static class JpegRewriter
{
    private const int ReadAhead = 8;

    internal static ReadOnlyMemory<byte> Write(ReadOnlySpan<byte> jpeg, PictureStructure structure)
    {
        var kept = new MemoryStream(jpeg.Length + ExifOrientation.Spare);
        kept.Write([0xFF, JpegSegment.Start]);
        if (structure.Orientation > 1)
        {
            var block = ExifOrientation.Block(structure.Orientation);
            kept.Write([0xFF, JpegSegment.App1, 0, (byte)(2 + ExifOrientation.Prefix.Length + block.Length)]);
            kept.Write(ExifOrientation.Prefix);
            kept.Write(block);
        }

        foreach (var segment in new JpegSegments(jpeg))
        {
            if (segment.IsPlain || (segment.IsProfile && structure.HasProfile))
                kept.Write(segment.Whole);
        }

        if (structure.LacksEnd)
            End(kept, structure);
        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    /// <summary>
    /// Writes the end of a file that lacks its end marker. A picture of one scan gets only the few bytes that its
    /// decoder reads ahead: if pixels are missing, the decoder reaches the end of the file, which is an error. A
    /// picture of several scans is decoded only with an end marker. It gets one if no scan is missing, and the decoder
    /// then rejects data that causes a warning.
    /// </summary>
    private static void End(MemoryStream kept, PictureStructure structure)
    {
        if (structure.IsRepaired)
            kept.Write([0xFF, JpegSegment.End]);
        else if (!structure.IsProgressive)
            kept.Write(new byte[ReadAhead]);
    }
}
