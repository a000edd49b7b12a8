using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RenderStudio.Functions;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.App;

/// <summary>
/// The app's services and its HTTP pipeline on a web server in this process, without a Functions host. Queue and timer
/// functions are called directly.
/// </summary>
public static class PlainServer
{
    /// <param name="settings">The complete configuration; nothing is read from the environment.</param>
    public static WebApplication Build(
        IEnumerable<KeyValuePair<string, string?>> settings, string environment = "Production",
        Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddStudio(builder.Configuration);
        adjust?.Invoke(builder);
        var app = builder.Build();
        app.UseForwardedHeaders();
        app.UseStudio();
        return app;
    }
}
