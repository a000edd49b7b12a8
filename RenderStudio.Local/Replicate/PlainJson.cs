using System.Text.Encodings.Web;
using System.Text.Json;

namespace RenderStudio.Local.Replicate;

/// <summary>Text outside ASCII goes out as it is, as the service's own encoder leaves it.</summary>
internal static class PlainJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };
}
