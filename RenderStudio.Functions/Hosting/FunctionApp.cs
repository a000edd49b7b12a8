using Microsoft.AspNetCore.DataProtection.KeyManagement;
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
            .RemoveDataProtection();
        // Makes an invocation's activity the current one, so that a caller's trace id reaches logs and problems.
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return builder;
    }

    // MVC, which the worker registers, brings it along. Nothing here uses it, and at start it writes a key to disk.
    private static void RemoveDataProtection(this IServiceCollection services)
    {
        var start = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(IKeyManager).Assembly).ToList();
        foreach (var service in start)
            services.Remove(service);
    }
}
