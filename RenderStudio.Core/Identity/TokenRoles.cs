namespace RenderStudio.Core.Identity;

/// <summary>The roles in a token, by claim: the issuer, which is not known yet, decides which claim counts.</summary>
/// <param name="claims">The role claims of all issuers.</param>
internal sealed class TokenRoles(IReadOnlyList<string> claims)
{
    private readonly IReadOnlyList<string>?[] texts = new IReadOnlyList<string>?[claims.Count];

    /// <summary>
    /// Reads the current field if it is one of the claims. Other readers read the field, too, because a role claim can
    /// be one that has another meaning, such as <c>scp</c>.
    /// </summary>
    public void Read(in TokenReader fields)
    {
        for (var nth = 0; nth < claims.Count; nth++)
        {
            if (fields.IsNamed(claims[nth]))
                texts[nth] = fields.PeekTexts(texts[nth]);
        }
    }

    /// <returns>Empty when the claim is missing, or none of the configured ones.</returns>
    public IReadOnlyList<string> Of(string claim)
    {
        for (var nth = 0; nth < claims.Count; nth++)
        {
            if (claims[nth] == claim)
                return texts[nth] ?? [];
        }

        return [];
    }
}
