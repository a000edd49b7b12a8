using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// The ways to authenticate a request. The default scheme selects one of the others, by the request alone: what the
/// selected one rejects, no other one accepts.
/// </summary>
public static class AuthenticationSchemes
{
    /// <summary>A token of a configured issuer.</summary>
    public const string Bearer = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>A bearer token with the prefix <see cref="ApiKeyPrefix"/>.</summary>
    public const string ApiKey = "ApiKey";

    public const string ApiKeyPrefix = KeyText.Prefix;

    /// <summary>The header of App Service authentication; selected where that authentication is on.</summary>
    public const string AppService = "AppService";

    private const string Selecting = "Request", BearerPrefix = "Bearer ";

    public static IServiceCollection AddAuthenticationSchemes(
        this IServiceCollection services, IConfiguration configuration)
    {
        var isOnPlatform = AppServiceHandler.IsOn(configuration);
        services.AddSingleton<RequestOrigin>().AddSingleton<OpenCredential>();
        services.AddAuthentication(Selecting)
            .AddPolicyScheme(Selecting, null, options => options.ForwardDefaultSelector =
                context => SchemeOf(context.Request, isOnPlatform))
            .AddScheme<AuthenticationSchemeOptions, AppServiceHandler>(AppService, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKey, null)
            .AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(Bearer).Configure<TokenValidator>((bearer, validator) =>
        {
            bearer.TokenHandlers.Clear();
            bearer.TokenHandlers.Add(new BearerTokenHandler(validator));
        });
        return services;
    }

    private static string SchemeOf(HttpRequest request, bool isOnPlatform)
    {
        if (HasApiKey(request))
            return ApiKey;
        return isOnPlatform && request.Headers.ContainsKey(ClientPrincipal.Header) ? AppService : Bearer;
    }

    private static bool HasApiKey(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var credential
        && credential.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
        && credential.AsSpan(BearerPrefix.Length).TrimStart().StartsWith(ApiKeyPrefix, StringComparison.Ordinal);
}
