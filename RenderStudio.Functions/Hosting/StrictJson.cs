using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Parses JSON from clients; no other class does. Names and texts of a parsed document contain no unpaired surrogates,
/// so reading a text never throws.
/// </summary>
public static class StrictJson
{
    private const int MaxDepth = 16;

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    // One level more, so that this class reports the depth and not the reader.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth + 1 };

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
        if (IsBlank(json.Span))
            throw new JsonException("it is empty");
        try
        {
            CheckTokens(json.Span);
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException invalid) when (invalid.LineNumber is { } line)
        {
            throw new JsonException(
                $"it is malformed at line {line + 1}, byte {invalid.BytePositionInLine + 1}", invalid);
        }
    }

    /// <summary>Whether the text is empty, or contains only white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> json) => !json.ContainsAnyExcept(WhiteSpace);

    // JSON begins with an ASCII character, whose other byte is zero.
    private static bool IsUtf16(ReadOnlySpan<byte> json) => json is [0, ..] or [_, 0, ..];

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static void CheckTokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        var objects = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                && reader.CurrentDepth == MaxDepth)
                throw new JsonException($"it is nested more than {MaxDepth} levels deep");
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                && !IsUnicode(ref reader))
                throw new JsonException("it contains an unpaired surrogate");
            CheckNames(ref reader, objects);
        }
    }

    // Duplicate names are rejected, because JSON parsers differ in which duplicate they return. The message of
    // JsonDocumentOptions.AllowDuplicateProperties is for developers.
    private static void CheckNames(ref Utf8JsonReader reader, Stack<HashSet<string>> objects)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            objects.Push(new(StringComparer.Ordinal));
        else if (reader.TokenType == JsonTokenType.EndObject)
            objects.Pop();
        else if (reader.TokenType == JsonTokenType.PropertyName && !objects.Peek().Add(reader.GetString()!))
            throw new JsonException($"it contains the field {FieldErrors.Shown(reader.GetString()!)} more than once");
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
