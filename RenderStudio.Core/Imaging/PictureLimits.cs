using System.Collections.Frozen;

namespace RenderStudio.Core.Imaging;

/// <summary>The accepted pictures, by properties of their header.</summary>
public sealed record PictureLimits
{
    /// <summary>Maximum ratio of the longer side to the shorter one, unless <see cref="AllowsThin"/> is set.</summary>
    public const int ThinRatio = 64;

    /// <summary>Input photos of users.</summary>
    public static PictureLimits Inputs { get; } = new();

    /// <summary>Like inputs, and GIF, whose first frame is used.</summary>
    public static PictureLimits AvatarsAndLogos { get; } = new()
    {
        Formats = FrozenSet.ToFrozenSet(Enum.GetValues<PictureFormat>()),
    };

    /// <summary>
    /// Outputs of a model. They are paid for, so small sizes and GIF are accepted; the upper limits remain,
    /// because they bound memory. Finishing needs up to 12 bytes per pixel, with alpha 40; the largest size of the
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

    /// <summary>Maximum side of a WebP, the format of every stored variant.</summary>
    public int MaxSide { get; init; } = 16383;

    public long MaxPixels { get; init; } = 40_000_000;

    /// <summary>A progressive JPEG needs about 3 bytes more per pixel to decode, an interlaced PNG about 5.</summary>
    public long MaxProgressivePixels { get; init; } = 16_000_000;

    /// <summary>Inputs are stored without alpha, or as PNG, whose encoder holds only some rows.</summary>
    public long MaxAlphaPixels { get; init; } = 40_000_000;

    /// <summary>
    /// The WebP decoder holds the whole picture twice (8 bytes per pixel), for a lossless file three times. A phone
    /// photo has 12.2 megapixels.
    /// </summary>
    public long MaxWebPPixels { get; init; } = 12_500_000;

    /// <summary>Up to 15 bytes per pixel to decode, and 25 more in the encoder of an output.</summary>
    public long MaxWebPAlphaPixels { get; init; } = 4_000_000;

    /// <summary>The lowest limit that applies to a picture, and the kind of pictures that it is for.</summary>
    internal (long Pixels, string Kind) MostPixels(PictureHeader header)
    {
        var (isWebP, alpha) = (header.Format == PictureFormat.WebP, header.HasAlpha);
        (long Pixels, string Kind, bool Applies)[] limits =
        [
            (MaxPixels, "", true),
            (MaxProgressivePixels, " (progressive or interlaced)", header.Progressive),
            (MaxAlphaPixels, " (with transparency)", alpha),
            (MaxWebPPixels, " (WebP)", isWebP),
            (MaxWebPAlphaPixels, " (WebP with transparency)", isWebP && alpha),
        ];
        return limits.Where(one => one.Applies).Select(one => (one.Pixels, one.Kind)).MinBy(one => one.Pixels);
    }

    internal static bool IsThin(int width, int height) =>
        Math.Max(width, height) > (long)ThinRatio * Math.Min(width, height);
}
