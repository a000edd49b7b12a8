using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Renders;

/// <param name="Index">Never changes.</param>
/// <param name="Rank">Orders the pictures, best first.</param>
/// <param name="Url">Signed; expires within ten minutes.</param>
/// <param name="Placeholder">Mean colour as <c>#rrggbb</c>, to show until the picture is there.</param>
/// <param name="Quality">How good the picture is, where it was judged.</param>
public sealed record VariantView(
    int Index, int Rank, Uri Url, Uri? ThumbnailUrl, int Width, int Height, long Bytes, string Placeholder,
    JsonElement? Quality)
{
    /// <summary>Of inspire: the same pixels as a PNG.</summary>
    public Uri? PngUrl { get; init; }

    /// <summary>Of inspire: the picture as the model made it.</summary>
    public Uri? OriginalUrl { get; init; }

    /// <summary>Of inspire: how much of each colour there is.</summary>
    public JsonElement? Areas { get; init; }

    /// <summary>Every size there is, the full one too; told only where one render is shown by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SizeView>? Sizes { get; init; }
}

/// <param name="Name"><c>full</c>, <c>thumb</c> (fits 400 pixels), <c>112x112</c> <c>56x56</c>, and of
/// inspire <c>exact</c> (PNG) and <c>original</c>.</param>
/// <param name="Url">Signed; expires within ten minutes.</param>
public sealed record SizeView(string Name, Uri Url, int Width, int Height, long Bytes);
