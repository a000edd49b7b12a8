using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Core.Imaging;

/// <summary>From pixels to bytes. No metadata is ever written: no place, no camera, no prompt, no profile.</summary>
internal static class PictureEncoder
{
    internal static byte[] WebP(ImageHandle image, WebPOptions options)
    {
        using var save = Save("webpsave_buffer", image).With("Q", options.Quality).With("effort", options.Effort);
        return save.ToBytes();
    }

    internal static byte[] Png(ImageHandle image)
    {
        using var save = Save("pngsave_buffer", image);
        return save.ToBytes();
    }

    internal static byte[] Jpeg(ImageHandle image, int quality)
    {
        using var save = Save("jpegsave_buffer", image)
            .With("Q", quality).With("optimize_coding", "true").With("background", "255");
        return save.ToBytes();
    }

    private static Operation Save(string saver, ImageHandle image) =>
        new Operation(saver).With("in", image).With("keep", "none");
}
