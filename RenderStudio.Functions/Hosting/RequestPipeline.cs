namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The ASP.NET Core pipeline behind all HTTP functions. The worker's own pipeline accepts no ASP.NET Core middleware
/// and returns 200 for a function that throws; this pipeline converts every exception to a response.
/// </summary>
public sealed partial class RequestPipeline(IServiceProvider services, ILogger<RequestPipeline> logger)
{
    private readonly RequestDelegate run = Build(services);

    /// <summary>Executes the request and writes the response. The returned result is empty.</summary>
    public async Task<IResult> RunAsync(HttpRequest request)
    {
        var context = request.HttpContext;
        // The worker's routing has set an endpoint. The routing of this pipeline would keep it and not select another.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        try
        {
            await run(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection while the response was written.
        }
        catch (Exception thrown)
        {
            // The response has started, so its status cannot change. Aborting the connection marks it as incomplete.
            LogAborted(logger, thrown, context.Request.Method, context.Request.Path);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed after the response had started")]
    private static partial void LogAborted(ILogger logger, Exception thrown, string method, string path);
}
