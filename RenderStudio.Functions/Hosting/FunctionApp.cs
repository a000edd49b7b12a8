using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;

namespace RenderStudio.Functions.Hosting;

/// <summary>The isolated worker app: what the Functions host starts and calls.</summary>
public static class FunctionApp
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        // Every line travels to the host; ASP.NET Core writes several per request at Information.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services
            .AddStudio(builder.Configuration)
            .AddSingleton<RequestPipeline>()
            .Configure<KestrelServerOptions>(Configure)
            .PostConfigure<ForwardedHeadersOptions>(Configure)
            .RemoveDataProtection();
        // Makes an invocation's activity the current one, so that a caller's trace id reaches logs and problems.
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return builder;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // each endpoint has its own limit (RequestBody)
    }

    // The Functions host replaces these three with what it saw itself. A fourth, the prefix, would be the client's.
    private static void Configure(ForwardedHeadersOptions forwarded) => forwarded.ForwardedHeaders =
        ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;

    // MVC, which the worker registers, brings it along. Nothing here uses it, and at start it writes a key to disk.
    private static void RemoveDataProtection(this IServiceCollection services)
    {
        var start = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(IKeyManager).Assembly).ToList();
        foreach (var service in start)
            services.Remove(service);
    }
}
