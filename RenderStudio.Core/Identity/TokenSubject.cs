namespace RenderStudio.Core.Identity;

/// <summary>The subject of an authenticated request.</summary>
/// <param name="Issuer">Who identifies the subject; subjects of different issuers are different owners.</param>
/// <param name="IsAdmin">Whether the subject has the role <c>admin</c>.</param>
public sealed record TokenSubject(string Issuer, string Subject, bool IsAdmin = false)
{
    public const int MaxLength = 255;

    private const string ErasedIssuer = "erased", PlatformPrefix = "app-service:";

    /// <summary>The issuer of subjects that App Service authenticated, by the identity provider.</summary>
    /// <param name="tenant">Null for a provider whose subjects are unique without one.</param>
    public static string PlatformIssuer(string provider, string? tenant = null) =>
        tenant is null ? PlatformPrefix + provider : $"{PlatformPrefix}{provider}:{tenant}";

    /// <summary>Whether no token may name this issuer, because other subjects have it.</summary>
    public static bool IsReserved(string issuer) =>
        issuer == ErasedIssuer || IsPlatform(issuer);

    /// <summary>Whether App Service authentication identifies the subjects of this issuer.</summary>
    public static bool IsPlatform(string issuer) => issuer.StartsWith(PlatformPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether a text can be stored as a subject: PostgreSQL does not store NUL, and identity providers do not issue
    /// control characters.
    /// </summary>
    public static bool IsSubject(string? text) => text is { Length: > 0 and <= MaxLength } && !text.Any(char.IsControl);
}
