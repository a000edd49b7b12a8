using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace RenderStudio.Core.Identity;

/// <summary>
/// The header and the claims of an unverified JWS in compact form (RFC 7515, 7.1), read more strictly than by the
/// library that verifies it.
/// </summary>
internal sealed record TokenParts(TokenHeader Header, TokenClaims Claims)
{
    public const int MaxLength = 16 * 1024;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <param name="roleClaims">The role claims of all issuers.</param>
    /// <returns>Null when the text is not a token or a field is malformed.</returns>
    public static TokenParts? TryRead(string token, IReadOnlyList<string> roleClaims)
    {
        if (token.Length > MaxLength || token.AsSpan().ContainsAnyExcept(Allowed))
            return null;
        Span<Range> parts = stackalloc Range[4];
        if (token.AsSpan().Split(parts, '.') != 3)
            return null;
        try
        {
            var header = TokenHeader.Read(Base64Url.DecodeFromChars(token.AsSpan(parts[0])));
            return new(header, TokenClaims.Read(Base64Url.DecodeFromChars(token.AsSpan(parts[1])), roleClaims));
        }
        // InvalidOperationException means that a text is not valid Unicode.
        catch (Exception malformed)
            when (malformed is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
