using NetVips;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>The libvips calls that are necessary to finish one opaque PNG, without any other work.</summary>
internal static class BareFinishing
{
    internal static byte[][] Run(byte[] png)
    {
        using var source = Source.NewFromMemory(png);
        using var lazy = Image.PngloadSource(source, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        using var full = lazy.CopyMemory();
        using var lazyThumbnail = full.ThumbnailImage(
            PictureFinishing.ThumbnailSide, height: PictureFinishing.ThumbnailSide, size: Enums.Size.Down);
        using var thumbnail = lazyThumbnail.CopyMemory();
        using var large = Cover(thumbnail, PictureFinishing.LargeCoverSide);
        using var small = Cover(large, PictureFinishing.SmallCoverSide);
        return [WebP(full), WebP(thumbnail), WebP(large), WebP(small)];
    }

    private static Image Cover(Image image, int side)
    {
        using var lazy = image.ThumbnailImage(side, height: side, crop: Enums.Interesting.Centre);
        return lazy.CopyMemory();
    }

    private static byte[] WebP(Image image) => image.WebpsaveBuffer(
        q: WebPOptions.Default.Quality, effort: WebPOptions.Default.Effort, keep: Enums.ForeignKeep.None);
}
