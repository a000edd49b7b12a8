using System.Security.Claims;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>The principal of an authenticated subject: issuer, subject and roles, and no other claim.</summary>
public static class SubjectPrincipal
{
    private const string Issuer = "iss", Subject = "sub", Role = "role", Admin = "admin";

    /// <param name="scheme">The authentication scheme; it marks the identity as authenticated.</param>
    public static ClaimsIdentity ToIdentity(this TokenSubject subject, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, Subject, Role);
        identity.AddClaim(new(Issuer, subject.Issuer));
        identity.AddClaim(new(Subject, subject.Subject));
        if (subject.IsAdmin)
            identity.AddClaim(new(Role, Admin));
        return identity;
    }

    public static TokenSubject ToSubject(this ClaimsPrincipal principal) => new(
        principal.FindFirst(Issuer)!.Value, principal.FindFirst(Subject)!.Value, principal.IsInRole(Admin));
}
