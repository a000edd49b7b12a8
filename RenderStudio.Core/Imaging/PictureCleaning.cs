using NetVips;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>A user's picture as it is stored: upright, sRGB, 8 bit, without metadata.</summary>
public sealed record CleanPicture(byte[] Bytes, PictureFormat Format, int Width, int Height);

/// <summary>
/// Writes a user's picture anew, in its own format, at its own size. GIF becomes PNG, and so does WebP with alpha, whose
/// encoder holds 20 bytes for each pixel.
/// </summary>
public static class PictureCleaning
{
    /// <summary>
    /// Streams from decoder to encoder, so that a picture that lies right costs a few megabytes whatever its size.
    /// Blocking work of the processor; inspect first, and call it behind the <see cref="PictureGate"/>.
    /// </summary>
    /// <param name="keepsAlpha">Whether clear parts stay clear; else they become white, whatever colour they
    /// hide.</param>
    public static Result<CleanPicture> Clean(
        ReadOnlyMemory<byte> bytes, bool keepsAlpha = true, CancellationToken stop = default)
    {
        if (PictureFormats.Recognise(bytes.Span) is not { } format)
            return PictureInspection.Unsupported(bytes.Span, PictureLimits.AvatarsAndLogos);
        if (PictureStructure.Read(bytes, format).Failed(out var problem, out var structure))
            return problem;
        try
        {
            return PictureDecoder.Stream(
                structure.Clean(bytes), format, structure.IsRepaired, image => Write(image, format, keepsAlpha), stop);
        }
        catch (VipsException)
        {
            stop.ThrowIfCancellationRequested();
            return PictureInspection.Unreadable;
        }
    }

    private static CleanPicture Write(Image image, PictureFormat format, bool keepsAlpha)
    {
        if (image.HasAlpha() && !keepsAlpha)
        {
            using var opaque = image.Flatten(background: PictureEncoder.White);
            return Write(opaque, format, keepsAlpha);
        }

        var becomesPng = format == PictureFormat.Gif || (format == PictureFormat.WebP && image.HasAlpha());
        var stored = becomesPng ? PictureFormat.Png : format;
        return new(PictureEncoder.As(stored, image), stored, image.Width, image.Height);
    }
}
