namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The ASP.NET Core pipeline behind all HTTP functions. The worker's own pipeline takes no middleware, and it answers
/// 200 for a function that throws: this one turns everything that is thrown into an answer.
/// </summary>
public sealed partial class RequestPipeline(IServiceProvider services, ILogger<RequestPipeline> logger)
{
    private readonly RequestDelegate run = Build(services);

    /// <summary>Writes the answer itself, so the result that the worker gets has nothing to write.</summary>
    public async Task<IResult> RunAsync(HttpRequest request)
    {
        var context = request.HttpContext;
        // The worker's routing found the function's route; ours would take that for its own result and do nothing.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        try
        {
            await run(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection while the answer was written.
        }
        catch (Exception thrown)
        {
            // The answer has begun, so its status cannot change: only a broken connection tells that it is incomplete.
            LogBroken(logger, thrown, context.Request.Method, context.Request.Path);
            context.Abort();
        }

        return Results.Empty;
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseStudio();
        return app.Build();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed after the answer had begun")]
    private static partial void LogBroken(ILogger logger, Exception thrown, string method, string path);
}
