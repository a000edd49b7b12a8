using RenderStudio.Local.FunctionsHost.Functions;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>Everything that is served once the functions are known.</summary>
internal static class FunctionRoutes
{
    public static RequestDelegate Build(
        IServiceProvider services, FunctionIndex index, HttpFunctions functions, Action<IEndpointRouteBuilder> own)
    {
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.Use(HideWrongMethod);
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

    // Routing answers a wrong method with 405, by an endpoint that has no route; the real host answers 404.
    private static Task HideWrongMethod(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is null or RouteEndpoint)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
