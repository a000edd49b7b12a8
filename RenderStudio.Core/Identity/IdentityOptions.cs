using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>
/// The issuers whose tokens are accepted. The settings of one issuer stand directly in the section, those of further
/// issuers in <see cref="Issuers"/>.
/// </summary>
public sealed class IdentityOptions
{
    public const string Section = "Identity";

    /// <summary>The issuer of the local studio's tokens; only in Development.</summary>
    public const string DevelopmentIssuer = "render-studio-local";

    /// <inheritdoc cref="IssuerOptions.Issuer"/>
    public string Issuer { get; set; } = "";

    /// <inheritdoc cref="IssuerOptions.Authority"/>
    public string Authority { get; set; } = "";

    /// <summary>
    /// The value that the <c>aud</c> claim of a token must contain, for all issuers without a value of their own.
    /// </summary>
    public string Audience { get; set; } = "";

    /// <inheritdoc cref="IssuerOptions.Keys"/>
    public IList<IdentityKeyOptions> Keys { get; set; } = [];

    public IList<IssuerOptions> Issuers { get; set; } = [];

    /// <inheritdoc cref="IssuerOptions.RoleClaim"/>
    public string RoleClaim { get; set; } = "";

    /// <summary>
    /// The issuers of App Service authentication whose roles are read, such as <c>app-service:aad:TENANT</c>.
    /// </summary>
    public IList<string> AppServiceRoleIssuers { get; set; } = [];

    /// <summary>Operators without a role claim: issuer and subject, separated by a space.</summary>
    public IList<string> AdminSubjects { get; set; } = [];

    /// <summary>
    /// The shortest time between two reads of the keys of an <see cref="Authority"/>. A token with an unknown key
    /// causes a read.
    /// </summary>
    [Range(1, 3600)]
    public int KeyRefreshSeconds { get; set; } = 30;

    /// <summary>The age at which the keys of an <see cref="Authority"/> are read again.</summary>
    [Range(1, 1440)]
    public int KeyMaxAgeMinutes { get; set; } = 60;

    /// <summary>Whether the section itself describes an issuer.</summary>
    internal bool NamesIssuer => Issuers.Count == 0 || Issuer != "" || Authority != "" || Keys.Count > 0;

    /// <summary>Whether a role or a subject can make an operator.</summary>
    internal bool NamesOperators => AdminSubjects.Count > 0 || AppServiceRoleIssuers.Count > 0
        || AllIssuers().Any(named => named.Issuer.RoleClaim != "");

    /// <summary>All issuers with the prefix of their settings, the one of the section first.</summary>
    internal IEnumerable<(string Name, IssuerOptions Issuer)> AllIssuers()
    {
        if (NamesIssuer)
            yield return (Section, Trimmed(Issuer, Authority, Audience, Keys, RoleClaim));
        for (var i = 0; i < Issuers.Count; i++)
        {
            var (one, audience) = (Issuers[i], Issuers[i].Audience is "" ? Audience : Issuers[i].Audience);
            yield return (
                $"{Section}:Issuers:{i}", Trimmed(one.Issuer, one.Authority, audience, one.Keys, one.RoleClaim));
        }
    }

    private static IssuerOptions Trimmed(
        string issuer, string authority, string audience, IList<IdentityKeyOptions> keys, string roleClaim) => new()
        {
            Issuer = issuer.Trim(),
            Authority = authority.Trim(),
            Audience = audience.Trim(),
            Keys = keys,
            RoleClaim = roleClaim.Trim(),
        };
}

/// <summary>One issuer, with keys from discovery, configured keys, or both.</summary>
public sealed class IssuerOptions
{
    /// <summary>
    /// The required <c>iss</c> claim of a token. Optional with an <see cref="Authority"/>: its metadata names it.
    /// </summary>
    public string Issuer { get; set; } = "";

    /// <summary>
    /// The address of an OpenID Connect issuer, whose keys are read by discovery; empty for configured keys only.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>The value that the <c>aud</c> claim of a token must contain.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The keys that tokens may be signed with; several during a key rotation.</summary>
    public IList<IdentityKeyOptions> Keys { get; set; } = [];

    /// <summary>
    /// The claim that contains the roles of the subject, as a text or a list of texts; empty for an issuer whose
    /// tokens give no role.
    /// </summary>
    public string RoleClaim { get; set; } = "";
}

public sealed class IdentityKeyOptions
{
    /// <summary>
    /// The <c>kid</c> header of tokens signed with this key. A token without <c>kid</c> is accepted only if the issuer
    /// has exactly one key.
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

[OptionsValidator]
internal sealed partial class IdentityRangesValidator : IValidateOptions<IdentityOptions>;
