using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>Marks the endpoints that answer requests to unknown paths, whatever their query.</summary>
public sealed record UnknownPath;

public static class UnknownPaths
{
    public static Problem Problem { get; } = new(ProblemCode.NotFound, "No resource exists at this address.");

    /// <summary>
    /// Answers requests that match no endpoint: 404, or 405 for a known path with another method. MapFallback does not
    /// match paths that look like a file name.
    /// </summary>
    public static void MapUnknownPaths(this IEndpointRouteBuilder app) =>
        app.Map("{*path}", Answer).WithOrder(int.MaxValue).WithMetadata(new UnknownPath());

    private static IResult Answer(HttpContext context, KnownPaths known)
    {
        if (known.MethodsAt(context) is not { Count: > 0 } methods)
            return Problem.ToResponse();
        context.Response.Headers.Allow = string.Join(", ", methods);
        return HttpMethods.IsOptions(context.Request.Method)
            ? Results.NoContent()
            : new Problem(
                ProblemCode.MethodNotAllowed,
                $"This address does not support this method. Supported: {string.Join(", ", methods)}.").ToResponse();
    }
}
