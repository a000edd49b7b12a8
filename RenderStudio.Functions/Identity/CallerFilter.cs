using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Limits;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// Endpoint filters that authenticate the request. Endpoints read the result by <see cref="Caller"/>.
/// </summary>
public static class CallerFilter
{
    /// <summary>
    /// Requires a caller for every request below the group's path. This includes unmapped paths, so that an
    /// unauthenticated client cannot determine which paths exist.
    /// </summary>
    /// <param name="reject">Further callers to reject, before anything else of the request is read.</param>
    public static RouteGroupBuilder RequireCaller(
        this RouteGroupBuilder endpoints, Func<Caller, Problem?>? reject = null)
    {
        endpoints.MapUnknownPaths();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            context.Response.Headers.CacheControl = CachePolicy.NotStored;
            if ((await AuthenticateAsync(context)).Failed(out var problem, out var principal))
                return problem.ToResponse();
            var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
            var caller = principal.ToKeyCaller()
                ?? await authenticate.RunAsync(principal.ToSubject(), context.RequestAborted);
            context.Items[typeof(Caller)] = caller;
            if ((context.CountRequest(caller) ?? context.RejectKey(caller.Key) ?? reject?.Invoke(caller))
                is { } rejected)
                return rejected.ToResponse();
            return context.RejectUndeclaredQuery() ?? await context.RejectUndeclaredBodyAsync()
                ?? await next(invocation);
        });
    }

    /// <summary>As <see cref="RequireCaller"/>, but does not create an owner for a new subject.</summary>
    public static RouteGroupBuilder RequireSubject(this RouteGroupBuilder endpoints)
    {
        endpoints.MapUnknownPaths();
        return endpoints.AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            context.Response.Headers.CacheControl = CachePolicy.NotStored;
            if ((await AuthenticateAsync(context)).Failed(out var problem, out var principal))
                return problem.ToResponse();
            if (principal.ToKeyCaller() is { } caller)
                return (context.CountRequest(caller) ?? context.RejectKey(caller.Key))?.ToResponse()
                    ?? await next(invocation);
            var subject = principal.ToSubject();
            context.Items[typeof(TokenSubject)] = subject;
            return (await context.CountSubjectAsync(subject))?.ToResponse() ?? context.RejectUndeclaredQuery()
                ?? await context.RejectUndeclaredBodyAsync() ?? await next(invocation);
        });
    }

    public static TokenSubject Subject(this HttpContext context) => (TokenSubject)context.Items[typeof(TokenSubject)]!;

    public static Caller Caller(this HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    /// <summary>Counts the request as one of the subject's owner, or as one of the subject if it has none.</summary>
    private static async Task<Problem?> CountSubjectAsync(this HttpContext context, TokenSubject subject)
    {
        var authenticate = context.RequestServices.GetRequiredService<Authenticate>();
        if (await authenticate.FindAsync(subject, context.RequestAborted) is not { } caller)
            return context.CountRequest(subject);
        context.Items[typeof(Caller)] = caller;
        return context.CountRequest(caller);
    }

    private static async Task<Result<ClaimsPrincipal>> AuthenticateAsync(HttpContext context) =>
        await context.AuthenticateAsync() switch
        {
            { Succeeded: true } accepted => Admit(context, accepted.Principal),
            { Failure: RejectedCredentialException rejected } => rejected.Problem,
            { Failure: not null } => RejectedCredentialException.Invalid,
            _ => RejectedCredentialException.Missing,
        };

    private static Result<ClaimsPrincipal> Admit(HttpContext context, ClaimsPrincipal principal) =>
        context.RequestServices.GetRequiredService<RequestOrigin>().Reject(context.Request, principal) is { } rejected
            ? rejected
            : principal;
}
