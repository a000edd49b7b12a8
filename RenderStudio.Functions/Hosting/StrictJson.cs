using System.Text.Json;
using System.Text.Unicode;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The only reader of clients' JSON. What it returns is UTF-8 without halves of surrogate pairs, in names and in texts,
/// so that reading a text from it never throws.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 16;

    // Readers differ in which of two equal names they take.
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };

    /// <exception cref="JsonException">The text is not such JSON; the message says where or why.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new JsonException("it is not UTF-8");
        try
        {
            CheckEscapes(json.Span);
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException broken) when (broken.LineNumber is { } line)
        {
            throw new JsonException($"line {line + 1}, byte {broken.BytePositionInLine + 1}", broken);
        }
    }

    private static void CheckEscapes(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && !IsUnicode(ref reader))
                throw new JsonException("it holds half a surrogate pair");
        }
    }

    private static bool IsUnicode(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
