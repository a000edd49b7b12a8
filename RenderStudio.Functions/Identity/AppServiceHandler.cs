using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using RenderStudio.Core;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// Authenticates a request by the header that App Service authentication adds. The platform removes the header from
/// requests of clients, so it is trusted only where that authentication is on.
/// </summary>
internal sealed partial class AppServiceHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder, Roles roles)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    // The platform sets this environment variable.
    private const string Switch = "WEBSITE_AUTH_ENABLED";

    private readonly ILogger<AppServiceHandler> logger = log.CreateLogger<AppServiceHandler>();

    private static Problem Invalid { get; } =
        new(ProblemCode.Unauthenticated, $"The header {ClientPrincipal.Header} is not valid.");

    public static bool IsOn(IConfiguration configuration) =>
        string.Equals(configuration[Switch], "True", StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ClientPrincipal.TryRead($"{Request.Headers[ClientPrincipal.Header]}", roles) is not { } subject)
        {
            LogRejected(logger);
            return Task.FromResult(AuthenticateResult.Fail(new RejectedCredentialException(Invalid)));
        }

        var principal = new System.Security.Claims.ClaimsPrincipal(subject.ToIdentity(Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new(principal, Scheme.Name)));
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Rejected the principal of App Service authentication")]
    private static partial void LogRejected(ILogger logger);
}
