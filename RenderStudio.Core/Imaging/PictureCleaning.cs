using NetVips;
using RenderStudio.Core.Imaging.Structure;

namespace RenderStudio.Core.Imaging;

/// <summary>A user's picture in its stored form: upright, sRGB, 8 bit, without metadata.</summary>
internal sealed record CleanPicture(byte[] Bytes, PictureFormat Format, int Width, int Height);

/// <summary>
/// Re-encodes a user's picture in its own format and size. GIF becomes PNG. WebP becomes JPEG, or PNG where it has
/// alpha: the WebP encoder holds the whole picture in addition to the decoder, which holds it twice.
/// </summary>
internal static class PictureCleaning
{
    /// <summary>
    /// Streams from decoder to encoder, so that an upright picture needs a few megabytes regardless of its size. The
    /// work is CPU-bound and blocks the caller; inspect the bytes first, and call it through the <see
    /// cref="PictureGate"/>.
    /// </summary>
    /// <param name="keepsAlpha">Whether transparent parts stay transparent; otherwise they become white, regardless of
    /// their hidden colour.</param>
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
