using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Renders;

/// <summary>A variant as its owner sees it.</summary>
public sealed record VariantView
{
    /// <summary>Never changes.</summary>
    public required int Index { get; init; }

    /// <summary>Position of the variant in the render; 0 is the best.</summary>
    public required int Rank { get; init; }

    /// <summary>Signed link; expires within ten minutes.</summary>
    public required Uri Url { get; init; }

    public required Uri? ThumbnailUrl { get; init; }

    /// <summary>Permanent link that needs no token; null while the render is private.</summary>
    public required Uri? PublicUrl { get; init; }

    /// <summary>Permanent link to the thumbnail; null while the render is private.</summary>
    public required Uri? PublicThumbnailUrl { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Mean colour as <c>#rrggbb</c>, to show while the picture loads.</summary>
    public required string Placeholder { get; init; }

    /// <summary>The quality of the variant; null where it was not assessed.</summary>
    public required JsonElement? Quality { get; init; }

    /// <summary>Inspire only: the same pixels as a PNG.</summary>
    public Uri? PngUrl { get; init; }

    /// <summary>Inspire only: the picture as the model made it.</summary>
    public Uri? OriginalUrl { get; init; }

    /// <summary>Inspire only: the area of each colour.</summary>
    public JsonElement? Areas { get; init; }

    /// <summary>All sizes, including the full one; present only where a single render is shown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SizeView>? Sizes { get; init; }
}

/// <param name="Name"><c>full</c>, <c>thumb</c> (fits 400 pixels), <c>112x112</c>, <c>56x56</c>, and for inspire
/// <c>exact</c> (PNG) and <c>original</c>.</param>
/// <param name="Url">Signed link; expires within ten minutes.</param>
/// <param name="PublicUrl">Permanent link that needs no token; null while the render is private.</param>
public sealed record SizeView(string Name, Uri Url, Uri? PublicUrl, int Width, int Height, long Bytes);
