using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Identity;

/// <summary>Lets nobody in without a valid token; what lies behind reads <see cref="Caller"/>.</summary>
public static class CallerFilter
{
    /// <summary>Everything below the group's path, also what nobody mapped: strangers learn nothing of it.</summary>
    public static RouteGroupBuilder RequireCaller(this RouteGroupBuilder endpoints)
    {
        endpoints.MapNotFoundFallback();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
            var answer = await authenticate.RunAsync(context.Request.Headers.Authorization, context.RequestAborted);
            if (answer.Failed(out var problem, out var caller))
                return problem.ToResponse();
            context.Items[typeof(Caller)] = caller;
            return await next(invocation);
        });
    }

    /// <summary>As <see cref="RequireCaller"/>, for requests that must give no subject an owner.</summary>
    public static RouteGroupBuilder RequireSubject(this RouteGroupBuilder endpoints)
    {
        endpoints.MapNotFoundFallback();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
            if (authenticate.Subject(context.Request.Headers.Authorization).Failed(out var problem, out var subject))
                return problem.ToResponse();
            context.Items[typeof(TokenSubject)] = subject;
            return await next(invocation);
        });
    }

    public static TokenSubject Subject(this HttpContext context) => (TokenSubject)context.Items[typeof(TokenSubject)]!;

    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;
}
