using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>From pixels to bytes. No metadata is ever written: no place, no camera, no prompt, no profile.</summary>
internal static class PictureEncoder
{
    internal static readonly double[] White = [255];

    internal static byte[] WebP(Image image, WebPOptions options) =>
        image.WebpsaveBuffer(
            q: options.Quality, effort: options.Effort, lossless: options.Lossless ? true : null,
            keep: Enums.ForeignKeep.None);

    internal static byte[] Png(Image image) => image.PngsaveBuffer(keep: Enums.ForeignKeep.None);

    /// <summary>
    /// Without optimised coding, which would save a fifth of the bytes and hold 12 bytes for every pixel meanwhile.
    /// </summary>
    internal static byte[] Jpeg(Image image, int quality) =>
        image.JpegsaveBuffer(q: quality, background: White, keep: Enums.ForeignKeep.None);

    internal static byte[] As(PictureFormat format, Image image) => format switch
    {
        PictureFormat.Jpeg => Jpeg(image, 90),
        PictureFormat.Png or PictureFormat.Gif => Png(image),
        PictureFormat.WebP => WebP(image, new WebPOptions(Quality: 90)),
    };
}
