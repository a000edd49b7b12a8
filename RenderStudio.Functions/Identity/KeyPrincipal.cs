using System.Security.Claims;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>The principal of an API key: owner, key and scopes, and no role.</summary>
public static class KeyPrincipal
{
    private const string Owner = "owner", Key = "key", Scope = "scope";

    /// <param name="caller">A caller with a key.</param>
    /// <param name="scheme">The authentication scheme; it marks the identity as authenticated.</param>
    public static ClaimsIdentity ToIdentity(this Caller caller, string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new(Owner, $"{caller.OwnerId}"));
        identity.AddClaim(new(Key, $"{caller.Key!.Id}"));
        identity.AddClaims(caller.Key.Scopes.Names().Select(scope => new Claim(Scope, scope)));
        return identity;
    }

    /// <returns>Null for the principal of a token.</returns>
    public static Caller? ToKeyCaller(this ClaimsPrincipal principal)
    {
        if (principal.Identity?.AuthenticationType != AuthenticationSchemes.ApiKey)
            return null;
        var scopes = KeyScopeNames.Parse(principal.FindAll(Scope).Select(scope => scope.Value));
        return new(Id(Owner), IsAdmin: false, new(Id(Key), scopes));

        Guid Id(string claim) => Guid.Parse(principal.FindFirst(claim)!.Value);
    }
}
