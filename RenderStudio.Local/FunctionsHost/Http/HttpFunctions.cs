using Microsoft.AspNetCore.WebUtilities;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Answers the requests of HTTP functions.</summary>
internal sealed partial class HttpFunctions(
    FunctionApp app, HandlerPool pool, ProxyMode proxy, JsonMode json, ILogger log)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var function in app.With<HttpTrigger>())
        {
            var methods = function.Trigger.Methods;
            if (methods.Count == 0)
                endpoints.Map(function.Trigger.Template, context => AnswerAsync(context, function));
            else
                endpoints.MapMethods(function.Trigger.Template, methods, context => AnswerAsync(context, function));
        }
    }

    private async Task AnswerAsync(HttpContext context, AppFunction<HttpTrigger> function)
    {
        try
        {
            await BufferAsync(context);
            var handler = await pool.NextAsync(context.RequestAborted);
            // One input and one output of type http is all that an HTTP function may have here.
            await (app.Host.Proxying ? proxy.RunAsync(context, function, handler)
                : json.RunAsync(context, function, handler));
        }
        catch (BadHttpRequestException error)
        {
            context.Response.StatusCode = error.StatusCode;
        }
        catch (InvocationFailedException error)
        {
            LogFailed(log, function.Name, error.Message);
            if (context.Response.HasStarted)
                context.Abort();
            else
                FailEmpty(context.Response);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client left; the handler has seen it leave.
        }
    }

    /// <summary>The host reads a body of known length before the handler sees any of it; chunks stream.</summary>
    private static async Task BufferAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not > 0)
            return;
        context.Request.EnableBuffering();
        await context.Request.Body.DrainAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
    }

    private static void FailEmpty(HttpResponse response)
    {
        response.Clear();
        response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, string reason);
}
