using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>A JWS in compact form (RFC 7515, 7.1), taken apart and not yet believed.</summary>
/// <param name="SigningInput">The bytes the signature is over.</param>
public sealed record TokenParts(JsonElement Header, JsonElement Claims, byte[] SigningInput, byte[] Signature)
{
    private const int MaxLength = 8 * 1024;

    // A second "alg" or "sub" could be read differently by somebody else.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Null when this is no such thing.</returns>
    public static TokenParts? TryRead(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature])
            return null;
        try
        {
            return new(
                Parse(header), Parse(claims), Encoding.ASCII.GetBytes($"{header}.{claims}"), Decode(signature));
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of a header or claim; null when it is missing or something else.</summary>
    public static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(string part)
    {
        using var document = JsonDocument.Parse(Decode(part), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new JsonException();
    }

    private static byte[] Decode(string part) =>
        part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? Base64Url.DecodeFromChars(part)
            : throw new FormatException();
}
