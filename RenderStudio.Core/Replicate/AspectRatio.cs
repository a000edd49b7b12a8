using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Replicate;

public readonly record struct PixelSize(int Width, int Height);

/// <summary>A row of the size table: a shape, and its exact size at each quality, as [width, height].</summary>
public sealed record AspectRatio(
    string Id, string Name, IReadOnlyList<int> Draft, IReadOnlyList<int> Standard, IReadOnlyList<int> High)
{
    /// <summary>The shape of the photo that a picture is made from.</summary>
    public const string MatchInput = "match_input";

    /// <exception cref="ArgumentException">There is no such quality.</exception>
    public PixelSize At(string quality) => quality switch
    {
        Quality.Draft => new(Draft[0], Draft[1]),
        Quality.Standard => new(Standard[0], Standard[1]),
        Quality.High => new(High[0], High[1]),
        _ => throw new ArgumentException($"There is no quality '{quality}'."),
    };
}
