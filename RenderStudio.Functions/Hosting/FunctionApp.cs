using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;

namespace RenderStudio.Functions.Hosting;

/// <summary>Builds the isolated worker app, which the Functions host starts and calls.</summary>
public static class FunctionApp
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        // The worker sends every log entry to the host, and ASP.NET Core writes several per request at Information.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services
            .AddStudio(builder.Configuration)
            .AddSingleton<RequestPipeline>()
            .AddHostedService<WarmUp>()
            .RemoveDataProtection();
        // Sets the invocation's activity as current, so that logs and problem responses contain the client's trace id.
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return builder;
    }

    // The worker registers MVC, which registers data protection. Data protection writes a key to the home folder at
    // start, and the first request opens that folder. The product does not use it.
    private static void RemoveDataProtection(this IServiceCollection services)
    {
        var start = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Assembly == typeof(IKeyManager).Assembly).ToList();
        foreach (var service in start)
            services.Remove(service);
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
    }
}
