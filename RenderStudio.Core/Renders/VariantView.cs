using System.Text.Json;

namespace RenderStudio.Core.Renders;

/// <param name="Index">Never changes.</param>
/// <param name="Rank">Orders the pictures, best first.</param>
/// <param name="Url">Signed; expires within ten minutes.</param>
/// <param name="Quality">How good the picture is, where it was judged.</param>
public sealed record VariantView(
    int Index, int Rank, Uri Url, Uri? ThumbnailUrl, int Width, int Height, long Bytes,
    JsonElement? Quality);
