using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using RenderStudio.Core.ApiKeys;

namespace RenderStudio.Functions.Identity;

/// <summary>Authenticates a request by the API key in its Authorization header.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    AuthenticateKey authenticate)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The key of a request that this scheme authenticates.</summary>
    public static string KeyOf(HttpRequest request)
    {
        var credential = request.Headers.Authorization.ToString();
        return credential[(credential.IndexOf(' ') + 1)..].Trim();
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = KeyOf(Request);
        if ((await authenticate.RunAsync(key, Context.RequestAborted)).Failed(out var problem, out var caller))
            return AuthenticateResult.Fail(new RejectedCredentialException(problem));
        var principal = new ClaimsPrincipal(caller.ToIdentity(Scheme.Name));
        return AuthenticateResult.Success(new(principal, Scheme.Name));
    }
}
