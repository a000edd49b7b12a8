using System.Text.Json;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Triggers;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// <c>POST /admin/functions/{name}</c> starts a timer function and responds with 202, as the real host does. With
/// <c>?wait=true</c>, for tools on this machine, it responds after the run: 204 for a success and 502 for a failure. No
/// key is required.
/// </summary>
internal sealed partial class AdminCalls(
    FunctionIndex index, TimerCalls timers, ILogger log, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("admin/functions/{name}", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        var function = index.Functions.FirstOrDefault(
            function => function.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (function is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var failure = RunAsync(function);
        if (context.Request.Query["wait"] == "true")
            await WriteEndAsync(context.Response, name, await failure.WaitAsync(context.RequestAborted));
        else
            context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    /// <returns>The reason of a failure; null after a success.</returns>
    private async Task<string?> RunAsync(Function function)
    {
        try
        {
            if (!function.Trigger.Is("timerTrigger"))
                throw new InvocationFailedException($"A {function.Trigger.Type} function cannot be run manually.");
            await timers.RunNowAsync(function, stopping);
            return null;
        }
        catch (Exception error) when (error is InvocationFailedException or OperationCanceledException)
        {
            LogFailed(log, function.Name, error.Message);
            return error.Message;
        }
    }

    private static Task WriteEndAsync(HttpResponse response, string name, string? failure)
    {
        response.StatusCode = failure is null ? StatusCodes.Status204NoContent : StatusCodes.Status502BadGateway;
        if (failure is null)
            return Task.CompletedTask;
        response.ContentType = "application/problem+json";
        return response.WriteAsync(JsonSerializer.Serialize(new
        {
            status = response.StatusCode,
            code = "function_failed",
            detail = $"{name} failed: {failure}",
        }));
    }

    [LoggerMessage(LogLevel.Error, "The manual run of {Function} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, string reason);
}
