using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RenderStudio.Local.FunctionsHost.Apps;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>The host's own web server, on 127.0.0.1.</summary>
internal static class FrontDoor
{
    private const long DefaultBodyLimit = 104_857_600;

    public static WebApplication Build(StandInHostOptions options, AppSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize =
                long.TryParse(settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], out var limit) ? limit : DefaultBodyLimit;
        });
        builder.Services.AddRouting().AddHttpForwarder();
        builder.Services.AddSingleton(options.Log).AddSingleton(options.Time);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        return builder.Build();
    }

    /// <summary>Function routes, and what is the host's own: 404 where the method does not fit, a page at /.</summary>
    public static void Map(
        WebApplication web, HttpFunctions functions, AdminCalls admin, StandInHostOptions options, AppSettings settings)
    {
        web.UseRouting();
        web.Use((context, next) =>
        {
            // Routing answers 405 by an endpoint of its own, without a route.
            if (context.GetEndpoint() is null or RouteEndpoint)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        functions.Map(web);
        admin.Map(web);
        options.MapBeside?.Invoke(web);
        web.MapGet("/", context => Homepage.WriteAsync(context, settings)).WithOrder(int.MaxValue);
        web.UseEndpoints(_ => { });
    }

    public static async Task<Uri> StartAsync(WebApplication web, int port, CancellationToken ct)
    {
        try
        {
            await web.StartAsync(ct);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new HostRefusedException($"Port {port} is in use, so the function host cannot listen there.");
        }
        var addresses = web.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
            .Features.Get<IServerAddressesFeature>()!;
        return new Uri(addresses.Addresses.Single());
    }

    public static IHttpForwarder Forwarder(WebApplication web) => web.Services.GetRequiredService<IHttpForwarder>();

    /// <summary>Ctrl-C belongs to whoever runs the host.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
