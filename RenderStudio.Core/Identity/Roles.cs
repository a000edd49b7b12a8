using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>
/// Decides who is an operator: by a role of an issuer whose roles are trusted, or by a configured subject.
/// </summary>
public sealed class Roles(IOptions<IdentityOptions> options)
{
    private const string Admin = "admin";

    private readonly HashSet<string> subjects = [.. options.Value.AdminSubjects.Select(admin => admin.Trim())];

    private readonly HashSet<string> platformIssuers =
        [.. options.Value.AppServiceRoleIssuers.Select(issuer => issuer.Trim())];

    /// <summary>Whether the roles that App Service authentication passes for this issuer are read.</summary>
    public bool ReadsPlatformRolesOf(string issuer) => platformIssuers.Contains(issuer);

    // An issuer contains no space, so the joined text is unambiguous.
    /// <param name="roles">The roles that the issuer may give, and that its token or principal contains.</param>
    public bool IsAdmin(string issuer, string subject, IEnumerable<string> roles) =>
        roles.Contains(Admin) || (subjects.Count > 0 && subjects.Contains($"{issuer} {subject}"));
}
