using System.Net;
using Microsoft.AspNetCore.Connections;
using RenderStudio.Local.Children;
using RenderStudio.Local.FunctionsHost;

namespace RenderStudio.Local.Instances;

/// <summary>
/// The public address of the studio, in front of all instances, in place of the platform's front end.
/// </summary>
public sealed class FrontDoor : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1), HeaderTime = TimeSpan.FromSeconds(15);
    private readonly WebApplication web;
    private readonly Forwarding forwarding;

    private FrontDoor(FrontDoorOptions options, InstancePool pool)
    {
        web = Build(options);
        forwarding = new Forwarding(web.Services, pool, options);
        web.UseRouting();
        options.MapBeside?.Invoke(web);
        web.UseEndpoints(_ => { });
        web.Run(forwarding.AnswerAsync);
    }

    /// <summary>Returns when the port is open. A request waits until an instance is ready.</summary>
    public static async Task<FrontDoor> StartAsync(FrontDoorOptions options, InstancePool pool, CancellationToken ct)
    {
        var door = new FrontDoor(options, pool);
        try
        {
            await door.web.StartAsync(ct);
            return door;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await door.DisposeAsync();
            throw new CannotStartException($"Port {options.Port} is in use: stop the program that uses it.");
        }
    }

    /// <summary>Stops accepting requests and aborts open ones after a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await web.StopAsync(CancellationToken.None);
        await web.DisposeAsync();
        forwarding.Dispose();
    }

    private static WebApplication Build(FrontDoorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = HeaderTime;
            kestrel.Listen(IPAddress.Loopback, options.Port);
            // The Functions host limits sizes and the rate of responses. It limits the rate of request bodies too, but
            // its response is read only after the body has been sent, so a body that stalls must end here.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRouting().AddHttpForwarder();
        builder.Services.AddSingleton(options.Log).AddSingleton(options.Time);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        return builder.Build();
    }
}
