using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Limits;

namespace RenderStudio.Functions.Identity;

/// <summary>Endpoint filters that require a valid token. Endpoints read the result by <see cref="Caller"/>.</summary>
public static class CallerFilter
{
    /// <summary>
    /// Requires a caller for every request below the group's path. This includes unmapped paths, so that an
    /// unauthenticated client cannot determine which paths exist.
    /// </summary>
    public static RouteGroupBuilder RequireCaller(this RouteGroupBuilder endpoints)
    {
        endpoints.MapUnknownPaths();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
            var answer = await authenticate.RunAsync(context.Request.Headers.Authorization, context.RequestAborted);
            if (answer.Failed(out var problem, out var caller))
                return problem.ToResponse();
            context.Items[typeof(Caller)] = caller;
            if (context.CountRequest(caller) is { } limited)
                return limited.ToResponse();
            return context.RejectUndeclaredQuery() ?? await next(invocation);
        });
    }

    /// <summary>As <see cref="RequireCaller"/>, but does not create an owner for a new subject.</summary>
    public static RouteGroupBuilder RequireSubject(this RouteGroupBuilder endpoints)
    {
        endpoints.MapUnknownPaths();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
            if (authenticate.Subject(context.Request.Headers.Authorization).Failed(out var problem, out var subject))
                return problem.ToResponse();
            context.Items[typeof(TokenSubject)] = subject;
            return context.RejectUndeclaredQuery() ?? await next(invocation);
        });
    }

    public static TokenSubject Subject(this HttpContext context) => (TokenSubject)context.Items[typeof(TokenSubject)]!;

    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;
}
