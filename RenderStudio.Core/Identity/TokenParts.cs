using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>
/// A parsed but unverified JWS in compact form (RFC 7515, 7.1). No other class parses a token's JSON.
/// </summary>
/// <param name="SigningInput">The signed bytes.</param>
internal sealed record TokenParts(TokenHeader Header, TokenClaims Claims, byte[] SigningInput, byte[] Signature)
{
    private const int MaxLength = 8 * 1024;

    // Duplicate properties are rejected, because JSON parsers differ in which duplicate they return.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Null when the text is not a token or a field is malformed.</returns>
    public static TokenParts? TryRead(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature])
            return null;
        try
        {
            return new(
                Read(header, TokenHeader.Of), Read(claims, TokenClaims.Of),
                Encoding.ASCII.GetBytes($"{header}.{claims}"), Decode(signature));
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException means that a text is not valid Unicode.
        }
    }

    private static T Read<T>(string part, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(Decode(part), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? read(document.RootElement)
            : throw new JsonException();
    }

    private static byte[] Decode(string part) =>
        part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? Base64Url.DecodeFromChars(part)
            : throw new FormatException();
}
