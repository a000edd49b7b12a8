using System.Text.Encodings.Web;
using System.Text.Json;

namespace RenderStudio.Local.Replicate;

/// <summary>Writes non-ASCII text without escapes, as the service does.</summary>
internal static class PlainJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };
}
