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
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var credential = Request.Headers.Authorization.ToString();
        var key = credential[(credential.IndexOf(' ') + 1)..].Trim();
        if ((await authenticate.RunAsync(key, Context.RequestAborted)).Failed(out var problem, out var caller))
            return AuthenticateResult.Fail(new RejectedCredentialException(problem));
        var principal = new ClaimsPrincipal(caller.ToIdentity(Scheme.Name));
        return AuthenticateResult.Success(new(principal, Scheme.Name));
    }
}
