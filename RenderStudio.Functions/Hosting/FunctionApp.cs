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
            .AddHostedService<WarmUp>();
        // Sets the invocation's activity as current, so that logs and problem responses contain the client's trace id.
        builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
        return builder;
    }
}
