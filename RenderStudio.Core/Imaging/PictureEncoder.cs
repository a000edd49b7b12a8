using NetVips;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Encodes pixels. No metadata is written (no location, camera, prompt or profile) except the digital source, if it is
/// given.
/// </summary>
internal static class PictureEncoder
{
    private const string Xmp = "xmp-data";

    internal static readonly double[] White = [255];

    internal static byte[] WebP(Image image, WebPOptions options, DigitalSource? source = null) =>
        Described(image, source, (described, keep) => described.WebpsaveBuffer(
            q: options.Quality, effort: options.Effort, lossless: options.Lossless ? true : null, keep: keep));

    internal static byte[] Png(Image image) => image.PngsaveBuffer(keep: Enums.ForeignKeep.None);

    /// <summary>
    /// Encodes without optimised Huffman tables, which would save a fifth of the bytes but need 12 bytes per pixel.
    /// </summary>
    internal static byte[] Jpeg(Image image, int quality, DigitalSource? source = null) =>
        Described(image, source, (described, keep) =>
            described.JpegsaveBuffer(q: quality, background: White, keep: keep));

    internal static byte[] As(PictureFormat format, Image image) => format switch
    {
        PictureFormat.Jpeg => Jpeg(image, 90),
        PictureFormat.Png or PictureFormat.Gif => Png(image),
        PictureFormat.WebP => WebP(image, WebPOptions.Default),
    };

    /// <summary>Replaces the XMP of the picture and drops all other metadata.</summary>
    private static byte[] Described(Image image, DigitalSource? source, Func<Image, Enums.ForeignKeep, byte[]> save)
    {
        if (source is not { } known)
            return save(image, Enums.ForeignKeep.None);
        using var described = image.Mutate(one => one.Set(GValue.BlobType, Xmp, known.Xmp));
        return save(described, Enums.ForeignKeep.Xmp);
    }
}
