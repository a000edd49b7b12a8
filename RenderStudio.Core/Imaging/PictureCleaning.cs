using NetVips;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>A user's picture as it is stored: upright, sRGB, 8 bit, without metadata.</summary>
public sealed record CleanPicture(byte[] Bytes, PictureFormat Format, int Width, int Height);

/// <summary>Writes a user's picture anew, in its own format (GIF becomes PNG), at its own size.</summary>
public static class PictureCleaning
{
    /// <summary>
    /// Streams from decoder to encoder, so that a picture that lies right costs a few megabytes whatever its size.
    /// Blocking work of the processor; inspect first, and call it behind the <see cref="PictureGate"/>.
    /// </summary>
    public static Result<CleanPicture> Clean(ReadOnlyMemory<byte> bytes, CancellationToken stop = default)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format)
            return PictureInspection.Unsupported(bytes.Span, PictureLimits.AvatarsAndLogos);
        if (PictureStructure.Read(bytes, format).Failed(out var problem, out var structure))
            return problem;
        try
        {
            var stored = format == PictureFormat.Gif ? PictureFormat.Png : format;
            return PictureDecoder.Stream(
                structure.Clean(bytes), format, structure.IsRepaired,
                image => new CleanPicture(PictureEncoder.As(stored, image), stored, image.Width, image.Height), stop);
        }
        catch (VipsException)
        {
            stop.ThrowIfCancellationRequested();
            return PictureInspection.Unreadable;
        }
    }
}
