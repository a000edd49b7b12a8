using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The methods that endpoints serve at a path. Routing cannot answer 405 itself, because the endpoints of unknown paths
/// match every method.
/// </summary>
public sealed class KnownPaths(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    private readonly Lazy<IReadOnlyList<KnownPath>> paths = new(() =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
           where methods is { Count: > 0 }
           select new KnownPath(endpoint.RoutePattern, methods),
    ]);

    /// <returns>In alphabetical order, with OPTIONS; empty for an unknown path.</returns>
    public IReadOnlyList<string> MethodsAt(HttpContext context)
    {
        var methods = paths.Value.Where(path => Matches(path.Pattern, context))
            .SelectMany(path => path.Methods).ToHashSet();
        return methods.Count == 0 ? [] : [.. methods.Append(HttpMethods.Options).Order(StringComparer.Ordinal)];
    }

    private bool Matches(RoutePattern pattern, HttpContext context)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), new(pattern.Defaults)).TryMatch(
                context.Request.Path, values)
            && pattern.Parameters.All(parameter => parameter.ParameterPolicies
                .Select(policy => policies.Create(parameter, policy)).OfType<IRouteConstraint>()
                .All(constraint => constraint.Match(
                    context, null, parameter.Name, values, RouteDirection.IncomingRequest)));
    }

    private sealed record KnownPath(RoutePattern Pattern, IReadOnlyList<string> Methods);
}
