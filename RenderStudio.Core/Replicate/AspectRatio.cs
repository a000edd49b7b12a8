using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Replicate;

public readonly record struct PixelSize(int Width, int Height);

/// <summary>A row of the size table: an aspect ratio and its size at each quality, as [width, height].</summary>
public sealed record AspectRatio(
    string Id, string Name, IReadOnlyList<int> Draft, IReadOnlyList<int> Standard, IReadOnlyList<int> High)
{
    /// <summary>The aspect ratio of the input photo.</summary>
    public const string MatchInput = "match_input";

    /// <exception cref="ArgumentException">The quality does not exist.</exception>
    public PixelSize At(string quality) => quality switch
    {
        Quality.Draft => new(Draft[0], Draft[1]),
        Quality.Standard => new(Standard[0], Standard[1]),
        Quality.High => new(High[0], High[1]),
        _ => throw new ArgumentException($"There is no quality '{quality}'."),
    };
}
