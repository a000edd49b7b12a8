using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>
/// The header and the claims of an unverified JWS in compact form (RFC 7515, 7.1), read more strictly than the library
/// that verifies it: duplicate names, deep nesting, malformed texts and numbers that are not finite are rejected.
/// </summary>
internal sealed record TokenParts(TokenHeader Header, TokenClaims Claims)
{
    public const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    // Duplicate properties are rejected, because JSON parsers differ in which duplicate they return.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Null when the text is not a token or a field is malformed.</returns>
    public static TokenParts? TryRead(string token, string roleClaim)
    {
        if (token.Length > MaxLength || token.AsSpan().ContainsAnyExcept(Allowed))
            return null;
        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return null;
        try
        {
            return new(
                Read(token.AsSpan(parts[0]), TokenHeader.Of),
                Read(token.AsSpan(parts[1]), claims => TokenClaims.Of(claims, roleClaim)));
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException means that a text is not valid Unicode.
        }
    }

    private static T Read<T>(ReadOnlySpan<char> part, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? read(document.RootElement)
            : throw new JsonException();
    }
}
