namespace RenderStudio.Core.Identity;

public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The required <c>iss</c> claim of a token.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The value that the <c>aud</c> claim of a token must contain.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The keys that tokens may be signed with; several during a key rotation.</summary>
    public IList<IdentityKeyOptions> Keys { get; set; } = [];
}

public sealed class IdentityKeyOptions
{
    /// <summary>
    /// The <c>kid</c> header of tokens signed with this key. A token without <c>kid</c> is accepted only when exactly
    /// one key is configured.
    /// </summary>
    public string Id { get; set; } = "";

    /// <summary>The only algorithm for this key: <c>HS256</c>, <c>RS256</c> or <c>ES256</c>.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>For HS256: the shared secret in base64, at least 32 bytes.</summary>
    public string? Secret { get; set; }

    /// <summary>
    /// For RS256 and ES256: the public key in PEM (RSA of at least 2048 bits, or P-256). <c>\n</c> may replace line
    /// breaks.
    /// </summary>
    public string? PublicKeyPem { get; set; }
}
