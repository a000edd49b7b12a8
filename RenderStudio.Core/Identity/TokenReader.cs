using System.Buffers;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>
/// Reads the fields of a part of a token. The part is malformed if it is not an object, or if a field that is read
/// occurs twice, has the wrong type, contains control characters, is not valid Unicode, or is a number that is not
/// finite. Malformed parts cause a <see cref="JsonException"/>, <see cref="FormatException"/> or
/// <see cref="InvalidOperationException"/>.
/// </summary>
internal ref struct TokenReader
{
    // There are none above U+009F.
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    private Utf8JsonReader json;

    public TokenReader(ReadOnlySpan<byte> part)
    {
        json = new(part, new() { MaxDepth = 8 });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
    }

    /// <summary>Moves to the next field. False at the end.</summary>
    public bool Next()
    {
        if (!json.Read())
            throw new JsonException();
        if (json.TokenType == JsonTokenType.EndObject)
            return json.Read(); // Throws when something follows the object.
        if (json.ValueIsEscaped)
            _ = json.GetString();
        return true;
    }

    public readonly bool IsNamed(ReadOnlySpan<byte> name) => json.ValueTextEquals(name);

    public readonly bool IsNamed(string name) => json.ValueTextEquals(name);

    public void Skip() => json.Skip();

    /// <param name="earlier">The value of the field so far: it is not null when the field occurs twice.</param>
    public string Text(string? earlier)
    {
        RequireFirst(earlier is null);
        json.Read();
        return Text();
    }

    /// <summary>As <see cref="Text(string?)"/>, but a value of another type is read as an empty text.</summary>
    public string TextOrEmpty(string? earlier)
    {
        RequireFirst(earlier is null);
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return Text();
        json.Skip();
        return "";
    }

    /// <summary>A text as a list of one, or the texts of a list; values of other types are ignored.</summary>
    public IReadOnlyList<string> Texts(IReadOnlyList<string>? earlier)
    {
        RequireFirst(earlier is null);
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return [Text()];
        List<string> texts = [];
        if (json.TokenType != JsonTokenType.StartArray)
            json.Skip();
        else
        {
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (json.TokenType == JsonTokenType.String)
                    texts.Add(Text());
                else
                    json.Skip();
            }
        }

        return texts;
    }

    /// <summary>As <see cref="Texts"/>, but the field stays the current one.</summary>
    public readonly IReadOnlyList<string> PeekTexts(IReadOnlyList<string>? earlier)
    {
        var ahead = this;
        return ahead.Texts(earlier);
    }

    public double Seconds(double? earlier)
    {
        RequireFirst(earlier is null);
        json.Read();
        return json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var seconds) && double.IsFinite(seconds)
            ? seconds
            : throw new FormatException();
    }

    /// <summary>Skips a field that another reader interprets.</summary>
    /// <returns>True, as the value of the field for the next call.</returns>
    public bool Once(bool earlier)
    {
        RequireFirst(!earlier);
        json.Skip();
        return true;
    }

    // JSON parsers differ in which duplicate they return.
    private static void RequireFirst(bool isFirst)
    {
        if (!isFirst)
            throw new FormatException();
    }

    // PostgreSQL does not store NUL, and identity providers do not issue control characters.
    private readonly string Text() =>
        json.TokenType == JsonTokenType.String && json.GetString() is { } text && !text.AsSpan().ContainsAny(Controls)
            ? text
            : throw new FormatException();
}
