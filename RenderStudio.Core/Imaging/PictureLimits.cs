using System.Collections.Frozen;

namespace RenderStudio.Core.Imaging;

/// <summary>Which pictures are taken, judged by their header alone.</summary>
public sealed record PictureLimits
{
    /// <summary>The longer side of a picture of the usual kind is at most so many times the shorter one.</summary>
    public const int ThinRatio = 64;

    /// <summary>Photos of users.</summary>
    public static PictureLimits Inputs { get; } = new();

    /// <summary>As inputs, and GIF, of which the first frame is used.</summary>
    public static PictureLimits AvatarsAndLogos { get; } = new()
    {
        Formats = FrozenSet.ToFrozenSet(Enum.GetValues<PictureFormat>()),
    };

    /// <summary>
    /// What a model made. It is paid for, so nothing is refused for being small or for being a GIF; the ceilings stay,
    /// because they guard memory. Finishing costs up to 12 bytes for each pixel, with alpha 40; the largest size of the
    /// models in use (4K) has 16.9 megapixels.
    /// </summary>
    public static PictureLimits Outputs { get; } = AvatarsAndLogos with
    {
        MinSide = 1,
        AllowsThin = true,
        MaxPixels = 17_000_000,
        MaxAlphaPixels = 5_000_000,
    };

    public FrozenSet<PictureFormat> Formats { get; init; } =
        [PictureFormat.Jpeg, PictureFormat.Png, PictureFormat.WebP];

    public int MinSide { get; init; } = 64;

    /// <summary>Whether one side may be more than 64 times the other.</summary>
    public bool AllowsThin { get; init; }

    /// <summary>The largest side that WebP can hold, and everything ends as WebP.</summary>
    public int MaxSide { get; init; } = 16383;

    public long MaxPixels { get; init; } = 40_000_000;

    /// <summary>Progressive JPEG costs about 3 bytes more per pixel to decode, interlaced PNG about 5.</summary>
    public long MaxProgressivePixels { get; init; } = 16_000_000;

    /// <summary>Inputs are stored without alpha, or as PNG, whose encoder holds some rows.</summary>
    public long MaxAlphaPixels { get; init; } = 40_000_000;

    /// <summary>
    /// The decoder of WebP holds the whole picture twice (8 bytes for each pixel), a lossless one a third time. A photo
    /// of a phone has 12.2 megapixels.
    /// </summary>
    public long MaxWebPPixels { get; init; } = 12_500_000;

    /// <summary>Up to 15 bytes for each pixel to decode, and 25 more in the encoder of an output.</summary>
    public long MaxWebPAlphaPixels { get; init; } = 4_000_000;

    /// <summary>The lowest ceiling that holds for a picture, and the kind of pictures it is for.</summary>
    internal (long Pixels, string Kind) MostPixels(PictureHeader header)
    {
        var (isWebP, alpha) = (header.Format == PictureFormat.WebP, header.HasAlpha);
        (long Pixels, string Kind, bool Holds)[] ceilings =
        [
            (MaxPixels, "", true),
            (MaxProgressivePixels, " (progressive or interlaced)", header.Progressive),
            (MaxAlphaPixels, " (with transparency)", alpha),
            (MaxWebPPixels, " (WebP)", isWebP),
            (MaxWebPAlphaPixels, " (WebP with transparency)", isWebP && alpha),
        ];
        return ceilings.Where(one => one.Holds).Select(one => (one.Pixels, one.Kind)).MinBy(one => one.Pixels);
    }

    internal static bool IsThin(int width, int height) =>
        Math.Max(width, height) > (long)ThinRatio * Math.Min(width, height);
}
