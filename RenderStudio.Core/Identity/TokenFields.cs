namespace RenderStudio.Core.Identity;

/// <param name="KeyId">Null when missing.</param>
/// <param name="HasExtensions">
/// Whether the header contains <c>crit</c>, which lists extensions that the recipient must support, or <c>b64</c>,
/// which changes the signed bytes (RFC 7797).
/// </param>
/// <param name="Type">Null when missing.</param>
internal sealed record TokenHeader(string? Algorithm, string? KeyId, bool HasExtensions, string? Type)
{
    internal static TokenHeader Read(ReadOnlySpan<byte> part)
    {
        var fields = new TokenReader(part);
        string? algorithm = null, id = null, type = null;
        var hasExtensions = false;
        while (fields.Next())
        {
            if (fields.IsNamed("alg"u8))
                algorithm = fields.Text(algorithm);
            else if (fields.IsNamed("kid"u8))
                id = fields.Text(id);
            else if (fields.IsNamed("typ"u8))
                type = fields.Text(type);
            else
            {
                hasExtensions |= fields.IsNamed("crit"u8) || fields.IsNamed("b64"u8);
                fields.Skip();
            }
        }

        return new(algorithm, id, hasExtensions, type);
    }
}

/// <summary>The claims that the product reads; a missing claim is null or empty.</summary>
/// <param name="Expires">Seconds since 1970-01-01 UTC.</param>
/// <param name="NotBefore">Seconds since 1970-01-01 UTC.</param>
internal sealed record TokenClaims(
    string? Issuer, string? Subject, double? Expires, double? NotBefore, TokenUse Use, TokenRoles Roles)
{
    /// <param name="roleClaims">The role claims of all issuers.</param>
    internal static TokenClaims Read(ReadOnlySpan<byte> part, IReadOnlyList<string> roleClaims)
    {
        var fields = new TokenReader(part);
        string? issuer = null, subject = null;
        double? expires = null, notBefore = null;
        var hasAudience = false;
        var (use, roles) = (new TokenUse(), new TokenRoles(roleClaims));
        while (fields.Next())
        {
            roles.Read(in fields);
            if (fields.IsNamed("iss"u8))
                issuer = fields.Text(issuer);
            else if (fields.IsNamed("sub"u8))
                subject = fields.Text(subject);
            else if (fields.IsNamed("exp"u8))
                expires = fields.Seconds(expires);
            else if (fields.IsNamed("nbf"u8))
                notBefore = fields.Seconds(notBefore);
            else if (fields.IsNamed("aud"u8))
                hasAudience = fields.Once(hasAudience);
            else if (!use.TryRead(ref fields))
                fields.Skip();
        }

        return new(issuer, subject, expires, notBefore, use, roles);
    }
}
