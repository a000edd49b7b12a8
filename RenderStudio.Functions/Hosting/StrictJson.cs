using System.Buffers;
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

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    // Duplicate names are rejected, because JSON parsers differ in which duplicate they return.
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };

    /// <summary>A byte order mark is skipped, and does not count for positions.</summary>
    /// <exception cref="JsonException">
    /// The text is not valid; the message contains the position or the reason.
    /// </exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        if (!Utf8.IsValid(json.Span) || IsUtf16(json.Span))
            throw new JsonException("it is not UTF-8");
        if (!json.Span.ContainsAnyExcept(WhiteSpace))
            throw new JsonException("it is empty");
        try
        {
            Check(json.Span);
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException invalid) when (invalid.LineNumber is { } line)
        {
            throw new JsonException(
                $"it is malformed at line {line + 1}, byte {invalid.BytePositionInLine + 1}", invalid);
        }
    }

    // JSON begins with an ASCII character, whose other byte is zero.
    private static bool IsUtf16(ReadOnlySpan<byte> json) => json is [0, ..] or [_, 0, ..];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    // One level more than the limit, so that the limit has a message of its own.
    private static void Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                && reader.CurrentDepth >= MaxDepth)
                throw new JsonException($"it is nested more than {MaxDepth} levels deep");
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
