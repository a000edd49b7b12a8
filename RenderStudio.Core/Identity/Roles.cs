using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>Decides who is an operator: by a role that the issuer asserts, or by a configured subject.</summary>
public sealed class Roles(IOptions<IdentityOptions> options)
{
    private const string Admin = "admin";

    private readonly HashSet<string> subjects = [.. options.Value.AdminSubjects.Select(admin => admin.Trim())];

    /// <summary>The name of the claim that contains roles.</summary>
    public string Claim { get; } = options.Value.RoleClaim;

    // An issuer contains no space, so the joined text is unambiguous.
    public bool IsAdmin(string issuer, string subject, IEnumerable<string> roles) =>
        roles.Contains(Admin) || (subjects.Count > 0 && subjects.Contains($"{issuer} {subject}"));
}
