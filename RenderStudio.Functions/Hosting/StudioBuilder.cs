using System.Net;

namespace RenderStudio.Functions.Hosting;

/// <summary>A web application as the Functions host expects a custom handler to be.</summary>
public static class StudioBuilder
{
    // The host sets the variable; without it this is a plain web server on a port of its own.
    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    private const int PlainPort = 8080;

    public static WebApplicationBuilder Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT"),
        });
        builder.Configuration.AddLocalSettings(builder.Environment.ContentRootPath);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // each endpoint has its own (RequestBody)
            kestrel.Listen(IPAddress.Loopback, context.Configuration.GetValue(PortVariable, PlainPort));
        });
        return builder;
    }
}
