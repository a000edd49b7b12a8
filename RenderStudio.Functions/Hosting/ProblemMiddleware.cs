using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Identity;

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
        if (thrown is PostgresException { SqlState: OwnerStore.ErasedState })
        {
            context.RequestServices.GetRequiredService<Authenticate>().Evict(context.Caller().OwnerId);
            context.RequestServices.GetRequiredService<AuthenticateKey>().EvictOwner(context.Caller().OwnerId);
        }

        if (Expected(thrown) is { } problem)
        {
            if (problem.Code == ProblemCode.Unavailable)
                LogUnavailable(logger, context.Request.Path, thrown.GetBaseException().Message);
            return problem.ToResponse().ExecuteAsync(context);
        }

        LogInternalError(logger, thrown, context.Request.Method, context.Request.Path);
        return ProblemResponses.WriteInternalErrorAsync(context);
    }

    private static Problem? Expected(Exception thrown) => thrown switch
    {
        PostgresException { SqlState: OwnerStore.ErasedState } => Erased,
        BadHttpRequestException => new(
            ProblemCode.InvalidJson, "The request is malformed, or its body was not received in time."),
        _ => Outage.IsCauseOf(thrown) ? Outage.Problem : null,
    };

    private static Problem Erased { get; } = new(ProblemCode.Unauthenticated, "This account has been erased.");

    [LoggerMessage(Level = LogLevel.Error, Message = "Returned 'unavailable' for {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogInternalError(ILogger logger, Exception thrown, string method, string path);
}
