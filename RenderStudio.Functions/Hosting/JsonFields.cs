using System.Buffers;
using System.Text;
using System.Text.Json;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>Reads the values of a JSON object.</summary>
public static class JsonFields
{
    private const int MaxBytes = 256 * 1024;

    public static Task<Result<RequestFields>> ReadAsync(HttpContext context) => ReadAsync(context, isOptional: false);

    /// <summary>As <see cref="ReadAsync(HttpContext)"/>. A missing or blank body is read as an empty object.</summary>
    public static async Task<Result<RequestFields>> ReadOptionalAsync(HttpContext context) =>
        context.HasNoBody() ? new RequestFields() : await ReadAsync(context, isOptional: true);

    private static async Task<Result<RequestFields>> ReadAsync(HttpContext context, bool isOptional)
    {
        if (context.RejectEncodedBody() is { } encoded)
            return encoded;
        if ((await context.ReadBodyAsync(MaxBytes)).Failed(out var problem, out var body))
            return problem;
        if (isOptional && StrictJson.IsBlank(body.Span))
            return new RequestFields();
        try
        {
            using var document = StrictJson.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : Invalid($"it is {Name(document.RootElement.ValueKind)} and not an object");
        }
        catch (JsonException invalid)
        {
            return Invalid(invalid.Message);
        }
    }

    private static RequestFields Read(JsonElement root)
    {
        var fields = new RequestFields();
        foreach (var property in root.EnumerateObject())
            fields.Add(property.Name, Field(property.Value));
        return fields;
    }

    private static RequestField Field(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new(value.GetString()!, IsText: true, IsNumber: false),
        JsonValueKind.Number => new(value.GetRawText(), IsText: false, IsNumber: true),
        JsonValueKind.Null => Other(value) with { IsNull = true },
        JsonValueKind.True or JsonValueKind.False => Other(value) with { Flag = value.GetBoolean() },
        JsonValueKind.Array => Other(value) with { Texts = Texts(value) },
        _ => Other(value),
    };

    private static RequestField Other(JsonElement value) => new(Compact(value), IsText: false, IsNumber: false);

    /// <summary>Removes insignificant white space, so that equal values have equal fingerprints.</summary>
    private static string Compact(JsonElement value)
    {
        var compact = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(compact))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(compact.WrittenSpan);
    }

    // Replaces an item that is not a text by an empty text, which is not a valid id.
    private static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : "")];

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };

    private static Problem Invalid(string reason) =>
        new(ProblemCode.InvalidJson, $"The body is not a valid JSON object: {reason}.");
}
