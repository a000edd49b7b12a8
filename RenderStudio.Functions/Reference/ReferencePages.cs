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
    private const string NoDevices = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

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
        var context = invocation.HttpContext;
        // Scalar serves a page for every name of a document. The only document belongs to the page without a name.
        if (context.GetRouteValue("documentName") is not null)
            return new(NotFound.ToResponse());
        context.Response.OnStarting(() =>
        {
            // Scalar has generated the nonce of the page by now. Its scripts have none.
            if (context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
            {
                context.Response.Headers.ContentSecurityPolicy = OwnContentOnly(nonce);
                context.Response.Headers["Permissions-Policy"] = NoDevices;
            }

            return Task.CompletedTask;
        });
        return next(invocation);
    }

    // The browser loads nothing from other hosts and sends them nothing, whatever the scripts of the page attempt, and
    // runs no script that another party adds to the page. The scripts of the page add their styles to it.
    private static string OwnContentOnly(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
        + "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static void Configure(ScalarOptions scalar) => scalar
        .WithTitle("Render Studio API")
        .WithOpenApiRoutePattern($"/{ApiRoutes.ApiDocument}")
        .WithNonce()
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .DisableMcp()
        .HideClientButton()
        .HideDeveloperTools();
}
