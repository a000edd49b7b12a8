namespace RenderStudio.Core.Identity;

/// <summary>
/// The claims that distinguish an access token from the other tokens that an issuer signs with the same key for the
/// same audience.
/// </summary>
internal sealed class TokenUse
{
    private const string MediaPrefix = "application/", Token = "JWT", AccessToken = "at+jwt";

    private static readonly string[] OtherKinds = ["id", "refresh", "offline", "logout"];

    // Keycloak names the kind of a token in "typ", Amazon Cognito in "token_use". Neither claim is registered for this
    // purpose, so that another issuer can have a value of another type in it.
    private string? type, use;

    // "at_hash", "c_hash" and "s_hash" bind an ID token to another token (OpenID Connect Core 1.0, 3.3.2.11). An ID
    // token repeats the nonce of its request, and contains no scope.
    private bool hasHash, hasNonce, hasScope;

    /// <summary>Reads the current field if it is one of these claims.</summary>
    public bool TryRead(ref TokenReader fields)
    {
        if (fields.IsNamed("typ"u8))
            type = fields.TextOrEmpty(type);
        else if (fields.IsNamed("token_use"u8))
            use = fields.TextOrEmpty(use);
        else if (fields.IsNamed("at_hash"u8) || fields.IsNamed("c_hash"u8) || fields.IsNamed("s_hash"u8))
            hasHash = Skip(ref fields);
        else if (fields.IsNamed("nonce"u8))
            hasNonce = Skip(ref fields);
        else if (fields.IsNamed("scope"u8) || fields.IsNamed("scp"u8))
            hasScope = Skip(ref fields);
        else
            return false;
        return true;
    }

    /// <summary>Whether the token is an access token, and not an ID token or one of another kind.</summary>
    /// <param name="header">
    /// The media type in the header <c>typ</c> (RFC 7519, 5.1; RFC 9068, 2.1); null when missing.
    /// </param>
    public bool IsAccess(string? header)
    {
        var media = header?.StartsWith(MediaPrefix, StringComparison.OrdinalIgnoreCase) == true
            ? header[MediaPrefix.Length..]
            : header ?? Token;
        var isAccess = media.Equals(AccessToken, StringComparison.OrdinalIgnoreCase);
        if (!isAccess && !media.Equals(Token, StringComparison.OrdinalIgnoreCase))
            return false;
        if (hasHash || IsOther(type) || IsOther(use))
            return false;
        // Keycloak before version 25 repeats the nonce in access tokens, too, which always contain a scope there.
        return !hasNonce || hasScope || isAccess;
    }

    private static bool IsOther(string? kind) =>
        kind is not null && OtherKinds.Contains(kind, StringComparer.OrdinalIgnoreCase);

    private static bool Skip(ref TokenReader fields)
    {
        fields.Skip();
        return true;
    }
}
