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
    /// because they guard memory, and a model's server is a stranger too.
    /// </summary>
    public static PictureLimits Outputs { get; } = AvatarsAndLogos with
    {
        MinSide = 1,
        AllowsThin = true,
        MaxAlphaPixels = 10_000_000,
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

    /// <summary>
    /// Finished with alpha, a picture costs up to 35 bytes a pixel, against 11 without: nearly all of it in the encoder
    /// of WebP. Inputs are stored without it, or as PNG.
    /// </summary>
    public long MaxAlphaPixels { get; init; } = 40_000_000;

    internal long MostPixels(PictureHeader header)
    {
        var most = header.Progressive ? MaxProgressivePixels : MaxPixels;
        return header.HasAlpha ? Math.Min(most, MaxAlphaPixels) : most;
    }

    internal static bool IsThin(int width, int height) =>
        Math.Max(width, height) > (long)ThinRatio * Math.Min(width, height);
}
