namespace RenderStudio.Core.Imaging;

public static class Quality
{
    public const string Draft = "draft";

    public const string Standard = "standard";

    public const string High = "high";

    public static IReadOnlyList<string> Known { get; } = [Draft, Standard, High];
}
