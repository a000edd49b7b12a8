using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Deliveries;
using RenderStudio.Local.Children;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.App;

/// <summary>
/// One running app for all tests of a class, with billing, an allowed origin and the complete log, and an owner with
/// one resource of each kind. Every name resolves to one public address, without a DNS server.
/// </summary>
public sealed class EquippedApp(Services services) : IAsyncLifetime
{
    private StripeSimulator stripe = null!;

    public RunningApp App { get; private set; } = null!;

    internal OwnersResources Victim { get; private set; } = null!;

    internal RecordedLog Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Next();
        App = await RunningApp.StartInDevelopmentAsync(
            services,
            adjust => adjust.AddSingleton<ILoggerFactory>(Log).AddSingleton<ResolveHost>(
                (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("93.184.215.14")])),
            [.. BillingApp.Settings($"http://127.0.0.1:{port}"), ("Http:AllowedOrigins:0", LoggedApp.Origin)]);
        stripe = await StripeSimulator.StartAsync(new()
        {
            Port = port,
            WebhookSecret = StripeBody.Secret,
            Webhook = new Uri(App.Http.BaseAddress!, "/api/v1/webhooks/stripe"),
        }, default);
        Victim = await OwnersResources.CreateAsync(App, "victim");
    }

    public async ValueTask DisposeAsync()
    {
        Victim.Client.Dispose();
        await stripe.DisposeAsync();
        await App.DisposeAsync();
    }
}
