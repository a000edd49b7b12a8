using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Renders;

/// <param name="Index">Never changes.</param>
/// <param name="Rank">Position of the variant in the render; 0 is the best.</param>
/// <param name="Url">Signed link; expires within ten minutes.</param>
/// <param name="Placeholder">Mean colour as <c>#rrggbb</c>, to show while the picture loads.</param>
/// <param name="Quality">The quality of the variant; null where it was not assessed.</param>
public sealed record VariantView(
    int Index, int Rank, Uri Url, Uri? ThumbnailUrl, int Width, int Height, long Bytes, string Placeholder,
    JsonElement? Quality)
{
    /// <summary>Permanent link that needs no token; null while the render is private.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Permanent link to the thumbnail; null while the render is private.</summary>
    public Uri? PublicThumbnailUrl { get; init; }

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
