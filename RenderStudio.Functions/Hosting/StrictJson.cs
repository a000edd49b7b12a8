using System.Text.Json;
using System.Text.Unicode;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Parses JSON from clients; no other class does. Names and texts of a parsed document contain no unpaired surrogates,
/// so reading a text never throws.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 16;

    // Duplicate names are rejected, because JSON parsers differ in which duplicate they return.
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };

    /// <exception cref="JsonException">
    /// The text is not valid; the message contains the position or the reason.
    /// </exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
            throw new JsonException("it is not UTF-8");
        try
        {
            CheckEscapes(json.Span);
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException invalid) when (invalid.LineNumber is { } line)
        {
            throw new JsonException(
                $"it is malformed at line {line + 1}, byte {invalid.BytePositionInLine + 1}", invalid);
        }
    }

    private static void CheckEscapes(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && !IsUnicode(ref reader))
                throw new JsonException("it contains an unpaired surrogate");
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
