using NetVips;
using RenderStudio.Core.Imaging.Color;

namespace RenderStudio.Core.Imaging;

/// <summary>
/// Decodes bytes to pixels: opened lazily, converted to 8-bit sRGB, decoded once from top to bottom, rotated upright.
/// </summary>
internal static class PictureDecoder
{
    private const string Profile = "icc-profile-data", Orientation = "orientation";

    /// <summary>
    /// Reads the header and prepares the pixels. Damage is an error instead of grey pixels. Only the first frame of an
    /// animation is used.
    /// </summary>
    /// <param name="isRepaired">The file was given an end marker, so that missing data causes only a warning.</param>
    internal static Image Open(Source source, PictureFormat format, bool isRepaired = false)
    {
        var failOn = isRepaired ? Enums.FailOn.Warning : Enums.FailOn.Error;
        var options = new VOption { { "access", Enums.Access.Sequential }, { "fail_on", failOn } };
        return (Image)Operation.Call(format.Loader, options, source);
    }

    /// <summary>
    /// Decodes all pixels into memory. A rotation is a view on them, so that they are held only once.
    /// </summary>
    internal static Image Decode(
        ReadOnlyMemory<byte> bytes, PictureFormat format, bool isRepaired = false, CancellationToken stop = default)
    {
        using var source = EncodedPicture.Open(bytes, format, stop);
        using var lazy = OpenSrgb(source, bytes.Span, format, isRepaired);
        using var pixels = Evaluation.Run(lazy, image => image.CopyMemory(), stop);
        using var plain = pixels.Mutate(image => image.Remove(Profile));
        return plain.Autorot();
    }

    /// <summary>
    /// Passes the pixels to one sequential reader. An upright picture is never held whole; one that must be rotated is.
    /// Damage is detected only when it is read.
    /// </summary>
    internal static T Stream<T>(
        ReadOnlyMemory<byte> bytes, PictureFormat format, bool isRepaired, Func<Image, T> read,
        CancellationToken stop)
    {
        using var source = EncodedPicture.Open(bytes, format, stop);
        using var lazy = OpenSrgb(source, bytes.Span, format, isRepaired);
        if (TurnOf(lazy) == 1)
            return Evaluation.Run(lazy, read, stop);
        using var pixels = Evaluation.Run(lazy, image => image.CopyMemory(), stop);
        using var upright = pixels.Autorot();
        return Evaluation.Run(upright, read, stop);
    }

    /// <summary>EXIF orientation, 1 to 8; 1 without one.</summary>
    internal static int TurnOf(Image image) => image.GetTypeOf(Orientation) == 0 ? 1 : (int)image.Get(Orientation);

    private static Image OpenSrgb(Source source, ReadOnlySpan<byte> bytes, PictureFormat format, bool isRepaired)
    {
        var opened = Open(source, format, isRepaired);
        var described = format == PictureFormat.Png && !HasProfile(opened) ? PngColor.ProfileOf(bytes) : null;
        if (described is null && IsSrgb(opened))
            return opened;
        using (opened)
            return described is null ? ToSrgb(opened) : ToSrgb(opened, described);
    }

    private static bool IsSrgb(Image image) =>
        image.Interpretation == Enums.Interpretation.Srgb
        && image.Format == Enums.BandFormat.Uchar
        && !HasProfile(image);

    private static bool HasProfile(Image image) => image.GetTypeOf(Profile) != 0;

    /// <summary>
    /// Converts by the embedded profile or, without a valid profile, by the usual meaning of the colour values.
    /// </summary>
    private static Image ToSrgb(Image image)
    {
        // Maps the darkest ink on paper to the black of a screen.
        if (image.Interpretation == Enums.Interpretation.Cmyk && !HasProfile(image))
            return image.IccTransform("srgb", inputProfile: "cmyk", blackPointCompensation: true, depth: 8);
        if (HasProfile(image))
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, depth: 8);
            }
            catch (VipsException)
            {
                // Profiles that do not match the kind of picture occur in practice; they are ignored.
            }
        }

        return image.Colourspace(Enums.Interpretation.Srgb);
    }

    private static Image ToSrgb(Image image, byte[] profile)
    {
        using var eightBits = image.Colourspace(Enums.Interpretation.Srgb);
        using var described = eightBits.Mutate(one => one.Set(GValue.BlobType, Profile, profile));
        return described.IccTransform("srgb", embedded: true, depth: 8);
    }
}
