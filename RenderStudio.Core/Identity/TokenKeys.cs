using Microsoft.IdentityModel.Tokens;

namespace RenderStudio.Core.Identity;

/// <summary>Keys of one issuer, each with what a token that it signed must contain.</summary>
internal sealed class TokenKeys
{
    private readonly List<Entry> keys;

    public TokenKeys(string issuer, string audience, IEnumerable<TokenKey> keys) =>
        this.keys = [.. keys.Select(key => new Entry(key.Id, key.Algorithm, ParametersOf(issuer, audience, key)))];

    public int Count => keys.Count;

    /// <returns>
    /// How to verify a token with this header; null when no key has its id and its algorithm. A header without an id
    /// names the only key.
    /// </returns>
    public TokenValidationParameters? Find(TokenHeader header)
    {
        var key = header.KeyId is { } id
            ? keys.Find(known => known.Id == id && known.Algorithm == header.Algorithm)
            : keys is [var only] ? only : null;
        return key is not null && key.Algorithm == header.Algorithm ? key.Parameters : null;
    }

    private static TokenValidationParameters ParametersOf(string issuer, string audience, TokenKey key)
    {
        SecurityKey[] only = [key.Key];
        return new()
        {
            IssuerSigningKeyResolver = (_, _, _, _) => only,
            ValidAlgorithms = [key.Algorithm],
            ValidIssuer = issuer,
            ValidAudience = audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidateLifetime = false, // TokenValidator does it, with the clock of the product.
        };
    }

    private sealed record Entry(string? Id, string Algorithm, TokenValidationParameters Parameters);
}
