using NetVips;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>A user's picture as it is stored: upright, sRGB, 8 bit, without metadata.</summary>
public sealed record CleanPicture(byte[] Bytes, PictureFormat Format, int Width, int Height);

/// <summary>
/// Writes a user's picture anew, in its own format, at its own size. GIF becomes PNG. WebP becomes JPEG, or PNG where it
/// has alpha: the encoder of WebP holds the whole picture beside the decoder, which holds it twice.
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

        var stored = StoredAs(format, image.HasAlpha());
        return new(PictureEncoder.As(stored, image), stored, image.Width, image.Height);
    }

    private static PictureFormat StoredAs(PictureFormat format, bool hasAlpha) => format switch
    {
        PictureFormat.Gif => PictureFormat.Png,
        PictureFormat.WebP => hasAlpha ? PictureFormat.Png : PictureFormat.Jpeg,
        _ => format,
    };
}
