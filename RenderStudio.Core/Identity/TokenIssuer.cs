using Microsoft.IdentityModel.Tokens;

namespace RenderStudio.Core.Identity;

/// <summary>An issuer whose tokens are accepted, with configured keys, discovered keys, or both.</summary>
/// <param name="discovered">Null for an issuer without discovery.</param>
internal sealed class TokenIssuer(IssuerOptions options, DiscoveredKeys? discovered)
{
    private readonly TokenKeys configured = new(options.Issuer, options.Audience, options.Keys.Select(TokenKey.Create));

    /// <inheritdoc cref="IssuerOptions.RoleClaim"/>
    public string RoleClaim => options.RoleClaim;

    /// <summary>
    /// Whether a token with this <c>iss</c> claim belongs to the issuer. The name of an issuer that only its metadata
    /// contains is the address, with or without a slash at the end; the keys then require the exact name.
    /// </summary>
    public bool IsNamed(string? name) => options.Issuer == ""
        ? name?.TrimEnd('/') == options.Authority.TrimEnd('/')
        : name == options.Issuer;

    /// <inheritdoc cref="DiscoveredKeys.FindAsync"/>
    public ValueTask<Result<TokenValidationParameters>> FindAsync(TokenHeader header)
    {
        if (configured.Find(header) is { } key)
            return new(key);
        return discovered is null ? new(TokenValidator.Invalid) : discovered.FindAsync(header);
    }
}
