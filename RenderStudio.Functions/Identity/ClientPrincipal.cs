using System.Text.Json;
using System.Text.RegularExpressions;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// The header in which App Service authentication describes the caller: base64 of JSON
/// (https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities).
/// </summary>
internal static partial class ClientPrincipal
{
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    private const string Entra = "aad", RoleClaim = "roles";

    private const string MicrosoftClaim = "http://schemas.microsoft.com/identity/claims/";
    private const string NameIdentifier = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <returns>Null when the header is malformed or contains no stable id of the caller.</returns>
    public static TokenSubject? TryRead(string header, Roles roles)
    {
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(header), Strict);
            return Read(document.RootElement, roles);
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or InvalidOperationException
            or KeyNotFoundException)
        {
            return null;
        }
    }

    private static TokenSubject? Read(JsonElement principal, Roles roles)
    {
        var provider = principal.GetProperty("auth_typ").GetString()?.ToLowerInvariant();
        if (provider is null || !Provider().IsMatch(provider))
            return null;
        var claims = principal.GetProperty("claims").EnumerateArray()
            .ToLookup(claim => claim.GetProperty("typ").GetString()!, claim => claim.GetProperty("val").GetString()!);
        if (SubjectOf(provider, claims) is not { } subject || !TokenSubject.IsSubject(subject.Subject))
            return null;
        var roleType = principal.TryGetProperty("role_typ", out var type) ? type.GetString() ?? "" : "";
        var granted = roles.ReadsPlatformRolesOf(subject.Issuer) ? claims[RoleClaim].Concat(claims[roleType]) : [];
        return subject with { IsAdmin = roles.IsAdmin(subject.Issuer, subject.Subject, granted) };
    }

    // The ids of two providers, and of two tenants of Entra ID, can be equal, so both are a part of the issuer.
    private static TokenSubject? SubjectOf(string provider, ILookup<string, string> claims)
    {
        if (provider != Entra)
        {
            return Only(claims, "sub", NameIdentifier) is { } id
                ? new(TokenSubject.PlatformIssuer(provider), id)
                : null;
        }

        return Guid.TryParse(Only(claims, $"{MicrosoftClaim}tenantid", "tid"), out var tenant)
            && Guid.TryParse(Only(claims, $"{MicrosoftClaim}objectidentifier", "oid"), out var user)
            ? new(TokenSubject.PlatformIssuer(provider, $"{tenant}"), $"{user}")
            : null;
    }

    /// <summary>The value of the first type that is present; null when it has several values.</summary>
    private static string? Only(ILookup<string, string> claims, params ReadOnlySpan<string> types)
    {
        foreach (var type in types)
        {
            if (claims.Contains(type))
                return claims[type].Distinct().Take(2).ToList() is [var only] ? only : null;
        }

        return null;
    }

    [GeneratedRegex(@"^[a-z0-9_.-]{1,64}\z")]
    private static partial Regex Provider();
}
