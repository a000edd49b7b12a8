using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Builds the routes that are served once the functions are known.</summary>
internal static class FunctionRoutes
{
    public static RequestDelegate Build(
        IServiceProvider services, FunctionIndex index, HttpFunctions functions, Action<IEndpointRouteBuilder> own)
    {
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.Use(ReplaceMethodNotAllowed);
        app.UseEndpoints(routes =>
        {
            foreach (var function in index.Http)
                Map(routes, function, context => functions.AnswerAsync(context, function.Function));
            own(routes);
        });
        return app.Build();
    }

    private static void Map(IEndpointRouteBuilder routes, HttpFunction function, RequestDelegate answer)
    {
        if (function.Methods.Count == 0)
            routes.Map(function.Route, answer);
        else
            routes.MapMethods(function.Route, function.Methods, answer);
    }

    // For an unsupported method, routing selects an endpoint without a route that responds with 405. The real host
    // responds with 404.
    private static Task ReplaceMethodNotAllowed(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is null or RouteEndpoint)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
