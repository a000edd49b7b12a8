using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Access;

/// <summary>Authenticates by token, as <c>Bearer</c> or the older <c>Token</c>; the token is the account.</summary>
internal sealed class SimulatedAccounts(SimulatorOptions options, SettingsBook settings, RateLimits limits) : IEndpointFilter
{
    /// <summary>Marks endpoints that check the rate limit of create calls themselves.</summary>
    internal sealed class CreatesPredictions;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var general = settings.Sheet.General;
        if (TokenOf(http.Request) is not { } token || general.Unauthenticated)
            return Problems.Unauthenticated();
        http.Items[typeof(SimulatedAccounts)] = token;
        var creates = http.GetEndpoint()?.Metadata.GetMetadata<CreatesPredictions>() is not null;
        return creates ? await next(context) : limits.RefuseRead(http, token, general) ?? await next(context);
    }

    public static string AccountOf(HttpContext http) => (string)http.Items[typeof(SimulatedAccounts)]!;

    private string? TokenOf(HttpRequest request)
    {
        var parts = request.Headers.Authorization.ToString().Split(' ', 2, StringSplitOptions.TrimEntries);
        var known = parts is ["Bearer" or "Token", { Length: > 0 }]
            && (options.ApiToken is null || parts[1] == options.ApiToken);
        return known ? parts[1] : null;
    }
}

internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/account", () => Results.Json(new
        {
            type = "organization",
            username = "render-studio",
            name = "Render Studio",
            github_url = (string?)null,
        }));

        v1.MapGet("/webhooks/default/secret",
            (SimulatorOptions options) => Results.Json(new { key = options.WebhookSecret }));
    }
}
