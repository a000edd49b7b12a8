namespace RenderStudio.Functions.Hosting;

/// <summary>The query parameters of an endpoint. An endpoint without this metadata has none.</summary>
public sealed record QueryParameters(IReadOnlyList<string> Names);

public static class QueryParameterRules
{
    /// <summary>
    /// Declares the query parameters that an endpoint reads through <see cref="QueryFields.Of"/>, which rejects others
    /// and repeated ones.
    /// </summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, params string[] names) =>
        endpoint.WithMetadata(new QueryParameters(names));

    /// <summary>
    /// Rejects every query parameter at endpoints that declare none. Anonymous endpoints do not call this: proxies,
    /// caches and pages that link to a public file add parameters of their own.
    /// </summary>
    /// <returns>Null when the request is valid, or when the endpoint checks its parameters itself.</returns>
    public static IResult? RejectUndeclaredQuery(this HttpContext context) =>
        context.Request.Query.Count > 0 && context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<QueryParameters>() is null && metadata.GetMetadata<UnknownPath>() is null
            ? QueryFields.Of(context).Errors.ToProblem()?.ToResponse()
            : null;
}
