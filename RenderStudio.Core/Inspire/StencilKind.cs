using System.Text.Json;

namespace RenderStudio.Core.Inspire;

/// <summary>How a stencil divides a surface.</summary>
public enum StencilKind
{
    Bands,
    Waves,
    Islands,
    Mosaic,
    Radial,
}

public static class StencilKinds
{
    /// <summary>The names in requests: <c>bands</c>, …</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. Enum.GetValues<StencilKind>().Select(kind => kind.Text())];

    // Word prefixes to search in a theme. The first kind with a match is used.
    private static readonly (StencilKind Kind, string[] Words)[] Themes =
    [
        (StencilKind.Radial,
            ["sun", "star", "flower", "petal", "circle", "target", "wheel", "spiral", "compass", "ray"]),
        (StencilKind.Waves,
            ["wave", "sea", "ocean", "water", "river", "surf", "beach", "coast", "lake", "dune", "hill"]),
        (StencilKind.Bands,
            ["band", "stripe", "track", "lane", "road", "line", "race", "rainbow", "piano", "sprint"]),
        (StencilKind.Mosaic,
            ["mosaic", "tile", "crystal", "city", "geometr", "patch", "pixel", "quilt", "block", "puzzle"]),
        (StencilKind.Islands,
            ["island", "pond", "cloud", "planet", "space", "moon", "jungle", "forest", "dot", "bubble"]),
    ];

    public static string Text(this StencilKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    public static StencilKind? Find(string? text)
    {
        foreach (var kind in Enum.GetValues<StencilKind>())
        {
            if (kind.Text() == text)
                return kind;
        }

        return null;
    }

    /// <summary>The kind that matches the words of a theme; islands without a match.</summary>
    public static StencilKind ForTheme(string theme)
    {
        var words = theme.Split([' ', ',', '.', ';', ':', '-', '/'], StringSplitOptions.RemoveEmptyEntries);
        foreach (var (kind, beginnings) in Themes)
        {
            if (beginnings.Any(begin => words.Any(word => word.StartsWith(begin, StringComparison.OrdinalIgnoreCase))))
                return kind;
        }

        return StencilKind.Islands;
    }
}
