using RenderStudio.Local.FunctionsHost.Timers;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary><c>POST /admin/functions/{name}</c>: starts a timer's run and answers 202 at once. No key is asked
/// locally.</summary>
internal sealed partial class AdminCalls(
    IReadOnlyDictionary<string, TimerListener> timers, ILogger log, CancellationToken stopping)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("admin/functions/{name}", context =>
    {
        var name = (string)context.Request.RouteValues["name"]!;
        context.Response.StatusCode = timers.TryGetValue(name, out var timer)
            ? StatusCodes.Status202Accepted
            : StatusCodes.Status404NotFound;
        if (timer is not null)
            _ = RunAsync(name, timer);
        return Task.CompletedTask;
    });

    private async Task RunAsync(string name, TimerListener timer)
    {
        try
        {
            await timer.RunNowAsync(stopping);
        }
        catch (Exception error)
        {
            LogFailed(log, name, error.Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The manual run of {Function} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, string reason);
}
