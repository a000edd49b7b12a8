using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>
/// The header and the claims of an unverified JWS in compact form (RFC 7515, 7.1), read more strictly than by the
/// library that verifies it.
/// </summary>
/// <param name="Payload">The bytes of the claims.</param>
internal sealed record TokenParts(TokenHeader Header, TokenClaims Claims, byte[] Payload)
{
    public const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <returns>Null when the text is not a token or a field is malformed.</returns>
    public static TokenParts? TryRead(string token)
    {
        if (token.Length > MaxLength || token.AsSpan().ContainsAnyExcept(Allowed))
            return null;
        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return null;
        try
        {
            var payload = Base64Url.DecodeFromChars(token.AsSpan(parts[1]));
            var header = TokenHeader.Read(Base64Url.DecodeFromChars(token.AsSpan(parts[0])));
            return new(header, TokenClaims.Read(payload), payload);
        }
        catch (Exception malformed) when (IsMalformed(malformed))
        {
            return null;
        }
    }

    /// <param name="claim">The claim of the issuer's roles; empty when the issuer gives none.</param>
    /// <returns>Null when the claim is malformed.</returns>
    public IReadOnlyList<string>? TryReadRoles(string claim)
    {
        if (claim == "")
            return [];
        try
        {
            return TokenClaims.ReadRoles(Payload, claim);
        }
        catch (Exception malformed) when (IsMalformed(malformed))
        {
            return null;
        }
    }

    // InvalidOperationException means that a text is not valid Unicode.
    private static bool IsMalformed(Exception thrown) =>
        thrown is FormatException or JsonException or InvalidOperationException;
}
