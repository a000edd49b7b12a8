namespace RenderStudio.Core.Imaging.Structure;

/// <summary>One frame of an animated WebP: its position on the canvas, followed by chunks.</summary>
internal static class WebPFrame
{
    private const int Header = 16;

    /// <param name="alpha">Set to true when the frame has alpha.</param>
    /// <returns>Whether the frame lies within the canvas and its pixels have the declared size.</returns>
    internal static bool Fits(ReadOnlySpan<byte> frame, PictureStructure canvas, ref bool alpha)
    {
        if (frame.Length < Header)
            return false;
        var (left, top) = (2 * Bits24(frame), 2 * Bits24(frame[3..]));
        var (width, height) = (1 + Bits24(frame[6..]), 1 + Bits24(frame[9..]));
        if (left + width > canvas.Width || top + height > canvas.Height)
            return false;
        foreach (var chunk in new RiffChunks(frame[Header..]))
        {
            alpha |= chunk.Is("ALPH"u8);
            if (!WebPBitstream.IsPixels(chunk))
                continue;
            if (WebPBitstream.Of(chunk) is not { } pixels)
                return false;
            alpha |= pixels.HasAlpha;
            return (pixels.Width, pixels.Height) == (width, height);
        }

        return true; // the decoder reports missing pixels
    }

    internal static int Bits24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
