using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RenderStudio.Local.LocalAccess;
using RenderStudio.Local.Replicate;

namespace RenderStudio.Local.Stripe;

/// <summary>
/// Simulates what the product uses of Stripe on this machine: customers, checkout and portal sessions under <c>/v1</c>,
/// their pages, signed events, and a control API under <c>/_sim</c> for programs on this machine. Nothing is stored.
/// </summary>
public sealed class StripeSimulator : IAsyncDisposable
{
    private readonly WebApplication app;

    private StripeSimulator(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary><c>http://127.0.0.1:port/</c></summary>
    public Uri Address { get; }

    /// <summary>Throws <see cref="IOException"/> when the port is in use.</summary>
    public static async Task<StripeSimulator> StartAsync(StripeSimulatorOptions options, CancellationToken ct)
    {
        var app = Build(options);
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var address = new Uri(app.Urls.First());
        app.Services.GetRequiredService<SimulatorAddress>().Origin = address.GetLeftPart(UriPartial.Authority);
        return new StripeSimulator(app, address);
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(impatient.Token);
        await app.DisposeAsync();
    }

    private static WebApplication Build(StripeSimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options.LoggerFactory)
            .AddSingleton(options)
            .AddSingleton(new SimulatorClock(options.TimeProvider))
            .AddSingleton<SimulatorAddress>()
            .AddSingleton<StripeBook>()
            .AddSingleton<StripeJson>()
            .AddSingleton<StripeEvents>()
            .AddSingleton<StripeWork>();

        var app = builder.Build();
        app.RequireThisMachine(StripeControls.Path, context => StripeErrors.NotFound().ExecuteAsync(context));
        app.UseRouting();
        app.MapStripeApi();
        app.MapStripePages();
        app.MapStripeControls();
        app.MapFallback(() => StripeErrors.NotFound());
        return app;
    }
}
