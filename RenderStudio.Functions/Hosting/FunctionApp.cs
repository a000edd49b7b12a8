using Microsoft.AspNetCore.DataProtection;
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
            .AddHostedService<WarmUp>()
            .RemoveDataProtection();
        // Makes an invocation's activity the current one, so that a caller's trace id reaches logs and problems.
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return builder;
    }

    // MVC, which the worker registers, brings it along: at start it writes a key into the home folder, and the first
    // request opens that folder. Nothing here protects data.
    private static void RemoveDataProtection(this IServiceCollection services)
    {
        var start = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(IKeyManager).Assembly).ToList();
        foreach (var service in start)
            services.Remove(service);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
    }
}
