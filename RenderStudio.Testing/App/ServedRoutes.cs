using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Testing.App;

/// <summary>A method and a path that an endpoint of the app serves; every id in the path is the same.</summary>
public sealed record ServedRoute(string Method, string Path)
{
    public HttpRequestMessage Request(string query = "") => new(new(Method), Path + query);
}

/// <summary>Every route of the app, from its list of endpoints, so that a new endpoint is included.</summary>
public static class ServedRoutes
{
    private static readonly string[] Anonymous =
    [
        "/api/health", "/api/openapi", "/api/reference", "/api/v1/webhooks", "/api/v1/assets", "/api/v1/me/erasures",
        "/api/webhook/stripe", "/studio",
    ];

    public static IReadOnlyList<ServedRoute> RoutesAt(this RunningApp app, Guid id) =>
    [
        .. from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
           select new ServedRoute(method, PathOf(endpoint.RoutePattern, id)),
    ];

    /// <summary>Whether a request to the route requires a token.</summary>
    public static bool RequiresToken(this ServedRoute route) =>
        !Anonymous.Any(open => route.Path.StartsWith(open, StringComparison.Ordinal));

    /// <summary>Whether a request to the route requires the role <c>admin</c>.</summary>
    public static bool IsForOperators(this ServedRoute route) =>
        route.Path.StartsWith("/api/v1/admin/", StringComparison.Ordinal);

    private static string PathOf(RoutePattern pattern, Guid id) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "file" } => "0.webp",
            _ => id.ToString(),
        }));
}
