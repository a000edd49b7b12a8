using RenderStudio.Core.Imaging;
using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Benchmarks.Imaging;

/// <summary>The native calls that finishing one opaque PNG cannot do without, and nothing around them.</summary>
internal static class BareFinishing
{
    internal static byte[][] Run(byte[] png)
    {
        using var load = new Operation("pngload_buffer")
            .With("buffer", png.AsMemory()).With("access", "sequential").With("fail_on", "error");
        using var lazy = load.ToImage();
        using var full = Vips.CopyToMemory(lazy);
        using var thumbnail = Thumbnail(full, PictureFinishing.ThumbnailSide, "size", "down");
        using var large = Thumbnail(thumbnail, PictureFinishing.LargeCoverSide, "crop", "centre");
        using var small = Thumbnail(large, PictureFinishing.SmallCoverSide, "crop", "centre");
        return [WebP(full), WebP(thumbnail), WebP(large), WebP(small)];
    }

    private static ImageHandle Thumbnail(ImageHandle image, int side, string option, string value)
    {
        using var shrink = new Operation("thumbnail_image")
            .With("in", image).With("width", side).With("height", side).With(option, value);
        using var lazy = shrink.ToImage();
        return Vips.CopyToMemory(lazy);
    }

    private static byte[] WebP(ImageHandle image)
    {
        var options = WebPOptions.Default;
        using var save = new Operation("webpsave_buffer")
            .With("in", image).With("keep", "none").With("Q", options.Quality).With("effort", options.Effort);
        return save.ToBytes();
    }
}
