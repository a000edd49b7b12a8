using System.Net;
using Microsoft.AspNetCore.Connections;
using RenderStudio.Local.FunctionsHost.App;
using RenderStudio.Local.LocalAccess;
using Yarp.ReverseProxy.Forwarder;

namespace RenderStudio.Local.FunctionsHost.Http;

/// <summary>
/// The server for clients, on 127.0.0.1. Requests that arrive before the functions are known wait. The admin calls are
/// only for programs on this machine, both through the studio's front door and directly at this port.
/// </summary>
internal sealed class ClientServer : IAsyncDisposable
{
    private const long DefaultBodyLimit = 104_857_600;

    // How long the host waits for running requests when it stops.
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10), HeaderTime = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource<RequestDelegate> routes =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly WebApplication web;

    private ClientServer(WebApplication web) => this.web = web;

    public IServiceProvider Services => web.Services;

    public IHttpForwarder Forwarder => web.Services.GetRequiredService<IHttpForwarder>();

    public static async Task<ClientServer> StartAsync(
        int port, AppSettings settings, HostLog log, Func<HostStatus> status, CancellationToken ct)
    {
        var limit = long.TryParse(settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], out var set) ? set : DefaultBodyLimit;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = HeaderTime;
            kestrel.Limits.MaxRequestBodySize = limit;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddLogging(log.Configure);
        builder.Services.AddRouting().AddHttpForwarder().AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain);
        var server = new ClientServer(builder.Build());
        server.web.RequireThisMachine("/admin", NotFound);
        server.web.Run(context => server.AnswerAsync(context, status));
        try
        {
            await server.web.StartAsync(ct);
            return server;
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new HostRefusedException($"Port {port} is in use, so the host cannot listen there.")
            {
                ExitCode = HostCommand.PortInUseExitCode,
            };
        }
    }

    public void Open(RequestDelegate answer) => routes.TrySetResult(answer);

    /// <summary>Stops accepting requests and waits a limited time for running ones.</summary>
    public Task StopAsync()
    {
        // Completes requests that still wait for the functions.
        Open(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        return web.StopAsync();
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context, Func<HostStatus> status)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/admin/host/status")
        {
            await context.Response.WriteAsJsonAsync(status(), context.RequestAborted);
            return;
        }
        try
        {
            var answer = await routes.Task.WaitAsync(context.RequestAborted);
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection.
        }
    }
}
