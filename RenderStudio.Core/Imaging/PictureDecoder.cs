using RenderStudio.Core.Imaging.Native;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// From bytes to pixels: opened lazily, brought to 8-bit sRGB, decoded once from top to bottom, turned upright.
/// </summary>
internal static class PictureDecoder
{
    private const string Profile = "icc-profile-data";

    /// <summary>
    /// Reads the header and promises the pixels. Damage is an error instead of grey pixels. Of an animation it is the
    /// first frame.
    /// </summary>
    internal static ImageHandle Open(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        using var load = new Operation(format.Loader)
            .With("buffer", bytes).With("access", "sequential").With("fail_on", "error");
        return load.ToImage();
    }

    /// <summary>All pixels in memory. A rotation stays a view on them, so that they are held only once.</summary>
    internal static ImageHandle Decode(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        using var lazy = OpenSrgb(bytes, format);
        var pixels = InMemory(lazy);
        Vips.RemoveField(pixels, Profile);
        if (Vips.Orientation(pixels) == 1)
            return pixels;
        using (pixels)
            return Upright(pixels);
    }

    /// <summary>
    /// For one reader from top to bottom: a picture that lies right is never held whole, one that must be turned is.
    /// Damage shows only when it is read.
    /// </summary>
    internal static ImageHandle Stream(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        var lazy = OpenSrgb(bytes, format);
        if (Vips.Orientation(lazy) == 1)
            return lazy;
        using (lazy)
        using (var pixels = InMemory(lazy))
            return Upright(pixels);
    }

    internal static ImageHandle InMemory(ImageHandle image)
    {
        var pixels = Vips.CopyToMemory(image);
        return pixels.IsInvalid ? throw LibvipsException.Take("copy_memory") : pixels;
    }

    private static ImageHandle OpenSrgb(ReadOnlyMemory<byte> bytes, PictureFormat format)
    {
        var opened = Open(bytes, format);
        if (IsSrgb(opened))
            return opened;
        using (opened)
            return ToSrgb(opened);
    }

    private static bool IsSrgb(ImageHandle image) =>
        Vips.Interpretation(image) == Interpretation.Srgb
        && Vips.Format(image) == BandFormat.UChar
        && !HasProfile(image);

    private static bool HasProfile(ImageHandle image) => Vips.TypeOfField(image, Profile) != 0;

    /// <summary>
    /// By the picture's own profile; where it has none, or a broken one, by what its numbers usually mean.
    /// </summary>
    private static ImageHandle ToSrgb(ImageHandle image)
    {
        if (HasProfile(image) || Vips.Interpretation(image) == Interpretation.Cmyk)
        {
            try
            {
                using var transform = new Operation("icc_transform")
                    .With("in", image).With("output_profile", "srgb").With("embedded", "true").With("depth", 8);
                return transform.ToImage();
            }
            catch (LibvipsException)
            {
                // A profile that fits no picture of this kind: seen in the wild, and no reason to refuse the picture.
            }
        }

        using var plain = new Operation("colourspace").With("in", image).With("space", "srgb");
        return plain.ToImage();
    }

    private static ImageHandle Upright(ImageHandle image)
    {
        using var rotate = new Operation("autorot").With("in", image);
        return rotate.ToImage();
    }
}
