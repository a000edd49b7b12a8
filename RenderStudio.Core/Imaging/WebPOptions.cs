namespace RenderStudio.Core.Imaging;

/// <param name="Quality">0 to 100.</param>
/// <param name="Effort">0 (fast) to 6 (small).</param>
public sealed record WebPOptions(int Quality = 85, int Effort = 2)
{
    public static WebPOptions Default { get; } = new();
}
