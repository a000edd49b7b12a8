using System.Diagnostics;
using RenderStudio.Core;
using RenderStudio.Functions.Hosting;
using Scalar.AspNetCore;

namespace RenderStudio.Functions.Reference;

/// <summary>
/// The pages that show the API document, and their scripts. The first request builds their pipeline, so that the start
/// does not.
/// </summary>
public sealed class ReferencePages
{
    // The browser loads nothing from other hosts and sends them nothing, whatever the scripts of the page attempt.
    private const string OwnContentOnly =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; frame-ancestors 'self'";

    private readonly Lazy<RequestDelegate> pipeline = new(Build);

    private static Problem NotFound { get; } = new(ProblemCode.NotFound, "No page exists at this address.");

    public Task RespondAsync(HttpContext context)
    {
        // The routing of the pages would keep this endpoint and not select another.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        return pipeline.Value(context);
    }

    private static RequestDelegate Build()
    {
        var services = new ServiceCollection().AddLogging().AddRouting()
            .AddSingleton(new DiagnosticListener(nameof(ReferencePages)));
        var app = new ApplicationBuilder(services.BuildServiceProvider());
        app.UseRouting();
        app.UseEndpoints(endpoints => endpoints.MapGroup("").AnsweringHead()
            .MapScalarApiReference($"/{ApiRoutes.Reference}", Configure).AddEndpointFilter(ServePagesAsync));
        app.Run(NotFound.ToResponse().ExecuteAsync);
        return app.Build();
    }

    private static ValueTask<object?> ServePagesAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        // Scalar serves a page for every name of a document. The only document belongs to the page without a name.
        if (invocation.HttpContext.GetRouteValue("documentName") is not null)
            return new(NotFound.ToResponse());
        invocation.HttpContext.Response.Headers.ContentSecurityPolicy = OwnContentOnly;
        return next(invocation);
    }

    private static void Configure(ScalarOptions scalar) => scalar
        .WithTitle("Render Studio API")
        .WithOpenApiRoutePattern($"/{ApiRoutes.ApiDocument}")
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()
        .HideClientButton()
        .HideDeveloperTools();
}
