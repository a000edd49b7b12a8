using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// JSON in which a link can be copied from a printed response and texts of every script are readable. The default
/// encoder escapes <c>&amp;</c>, <c>'</c> and every letter outside of ASCII, for JSON within HTML. The only HTML of the
/// app is the page of the API reference, which contains no such JSON, and <see cref="ProblemMiddleware"/> forbids
/// clients to treat a response as HTML. Emoji remain escaped, because the encoders of .NET escape characters beyond
/// U+FFFF.
/// </summary>
public static class ReadableJson
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Readable = [];

    public static IResult ToResponse<T>(T value, JsonTypeInfo<T> type, int statusCode = StatusCodes.Status200OK) =>
        Results.Json(value, Of(type), statusCode: statusCode);

    public static JsonTypeInfo<T> Of<T>(JsonTypeInfo<T> type) =>
        (JsonTypeInfo<T>)Readable.GetValue(type.Options, WithReadableTexts).GetTypeInfo(typeof(T));

    private static JsonSerializerOptions WithReadableTexts(JsonSerializerOptions options) =>
        new(options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
