namespace RenderStudio.Core.Identity;

public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The <c>iss</c> a token must carry.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The <c>aud</c> a token must carry, alone or among others.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The keys tokens may be signed with; several while rotating.</summary>
    public IList<IdentityKeyOptions> Keys { get; set; } = [];

    /// <summary>How long an instance remembers who a subject is to us; then it looks whether he was erased.</summary>
    public double OwnerCacheSeconds { get; set; } = 60;
}

public sealed class IdentityKeyOptions
{
    /// <summary>
    /// The <c>kid</c> of tokens signed with this key. A token without one is taken when there is one key only.
    /// </summary>
    public string Id { get; set; } = "";

    /// <summary><c>HS256</c>, <c>RS256</c> or <c>ES256</c>: the only algorithm this key is ever used with.</summary>
    public string Algorithm { get; set; } = "";

    /// <summary>HS256: the shared secret in base64, at least 32 bytes.</summary>
    public string? Secret { get; set; }

    /// <summary>
    /// RS256, ES256: the public key in PEM (RSA of at least 2048 bits, or P-256). <c>\n</c> may stand for line ends.
    /// </summary>
    public string? PublicKeyPem { get; set; }
}
