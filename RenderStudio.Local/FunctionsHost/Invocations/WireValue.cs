using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace RenderStudio.Local.FunctionsHost.Invocations;

/// <summary>How the host writes a .NET value into <c>Data</c> and <c>Metadata</c>: bytes as base64, times as text,
/// objects as they are, and everything else as a string that holds its JSON.</summary>
internal static class WireValue
{
    public static JToken Of(object value) => value switch
    {
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz"),
        JObject json => json,
        JToken json => json.ToString(Formatting.None),
        _ => JsonConvert.SerializeObject(value),
    };

    /// <summary>A property of JSON text that the host merges into <c>Metadata</c>: it becomes a .NET string on the
    /// way.</summary>
    public static object OfMerged(JToken value) => value is JObject json ? json : ((JValue)value).Value switch
    {
        DateTime time => time.ToString("MM/dd/yyyy HH:mm:ss"),
        var scalar => Convert.ToString(scalar)!,
    };
}
