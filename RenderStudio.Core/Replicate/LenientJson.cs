using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// Reads JSON that contains what common writers produce although it is not valid: a byte order mark, <c>NaN</c> and
/// <c>Infinity</c>, invalid UTF-8 and unpaired surrogates. Values that are nested too deeply read as null.
/// </summary>
internal static partial class LenientJson
{
    /// <summary>
    /// Includes the depth of a page. A document is not read recursively, but the time to build it is proportional to
    /// its size and its depth.
    /// </summary>
    private const int MaxDepth = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    // The reader takes linear time, and one bit for each level.
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith(ByteOrderMark))
            json = json[ByteOrderMark.Length..];
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (JsonException)
        {
            var valid = ContainsConstant(json.Span) ? WithoutConstants(json.Span) : json;
            return JsonDocument.Parse(Shallow(valid), Options);
        }
    }

    /// <summary>
    /// The start of a JSON string. What is not valid Unicode becomes U+FFFD.
    /// </summary>
    /// <param name="longest">Number of bytes of JSON that are read.</param>
    public static string TextOf(JsonElement value, int longest)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, longest)]);
        var valid = Escapes().Replace(text, escape => escape switch
        {
            { Groups: [_, { Success: true }, ..] } => "",
            { Groups: [_, _, { Success: true }] } => @"\ufffd",
            _ => escape.Value,
        });
        return JsonElement.Parse($"\"{valid}\"").GetString()!;
    }

    /// <summary>Replaces values that are nested too deeply by null.</summary>
    private static byte[] Shallow(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, AnyDepth);
        using var kept = new MemoryStream(json.Length);
        var from = 0;
        while (reader.Read())
        {
            if (reader.CurrentDepth < MaxDepth
                || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
                continue;
            kept.Write(json.Span[from..(int)reader.TokenStartIndex]);
            kept.Write("null"u8);
            reader.Skip();
            from = (int)reader.BytesConsumed;
        }

        kept.Write(json.Span[from..]);
        return kept.ToArray();
    }

    private static byte[] WithoutConstants(ReadOnlySpan<byte> json)
    {
        // Latin-1 keeps each byte.
        var text = Constants().Replace(
            Encoding.Latin1.GetString(json), part => part.Value[0] == '"' ? part.Value : "null");
        return Encoding.Latin1.GetBytes(text);
    }

    private static bool ContainsConstant(ReadOnlySpan<byte> json) =>
        json.IndexOf("NaN"u8) >= 0 || json.IndexOf("Infinity"u8) >= 0;

    // A text, which stays, or a constant of JavaScript.
    [GeneratedRegex("""
        "(?>[^"\\]|\\.)*"|-?Infinity|NaN
        """, RegexOptions.Singleline)]
    private static partial Regex Constants();

    // 1: an escape that the end cuts off; 2: an unpaired surrogate; else a surrogate pair or another escape.
    [GeneratedRegex(
        @"(\\(?:u[0-9a-fA-F]{0,3})?\z)|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
            + @"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escapes();
}
