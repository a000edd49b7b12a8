namespace RenderStudio.Core.Imaging;

/// <param name="Quality">0 to 100.</param>
/// <param name="Effort">0 (fast) to 6 (small).</param>
/// <param name="Lossless">Keeps every pixel that is not transparent; the quality then only trades time for
/// size.</param>
public sealed record WebPOptions(int Quality = 85, int Effort = 2, bool Lossless = false)
{
    public static WebPOptions Default { get; } = new();

    public static WebPOptions Exact { get; } = new(Quality: 50, Effort: 2, Lossless: true);
}
