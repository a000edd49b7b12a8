using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Converts exceptions to responses: malformed requests, unavailable services, and internal errors for all others.
/// Every response has the <see cref="SecurityHeaders"/>.
/// </summary>
public sealed partial class ProblemMiddleware(
    RequestDelegate next, SecurityHeaders headers, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        headers.AddTo(context.Response);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection, so no response is written.
        }
        catch (Exception thrown) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            headers.AddTo(context.Response);
            await RespondAsync(context, thrown);
        }
    }

    private Task RespondAsync(HttpContext context, Exception thrown)
    {
        var caller = context.Items[typeof(Caller)] as Caller;
        if (caller is not null && IsErased(thrown))
        {
            context.RequestServices.GetRequiredService<Authenticate>().Evict(caller.OwnerId);
            context.RequestServices.GetRequiredService<AuthenticateKey>().EvictOwner(caller.OwnerId);
        }

        if (Expected(thrown, caller) is { } problem)
        {
            if (problem.Code == ProblemCode.Unavailable)
                LogUnavailable(logger, context.Request.Path, thrown.GetBaseException().Message);
            return problem.ToResponse().ExecuteAsync(context);
        }

        LogInternalError(logger, thrown, context.Request.Method, context.Request.Path);
        return ProblemResponses.WriteInternalErrorAsync(context);
    }

    private static bool IsErased(Exception thrown) =>
        thrown is PostgresException { SqlState: OwnerStore.ErasedState };

    // A request without a caller, such as a webhook, is not rejected for its credential.
    private static Problem? Expected(Exception thrown, Caller? caller) => thrown switch
    {
        _ when caller is not null && IsErased(thrown) => Erased,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(
            ProblemCode.RequestTimeout, "The body was not received in time. Repeat the request."),
        BadHttpRequestException => new(
            ProblemCode.InvalidJson, "The request is malformed, or its body ended before its announced length."),
        _ => Outage.IsCauseOf(thrown) ? Outage.Problem : null,
    };

    private static Problem Erased { get; } = new(ProblemCode.Unauthenticated, "This account has been erased.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Returned 'unavailable' for {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogInternalError(ILogger logger, Exception thrown, string method, string path);
}
