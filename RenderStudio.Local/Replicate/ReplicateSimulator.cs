using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RenderStudio.Core.Imaging;
using RenderStudio.Local.LocalAccess;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Files;
using RenderStudio.Local.Replicate.Pictures;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;
using RenderStudio.Local.Replicate.Webhooks;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// Simulates Replicate on this machine: its API under <c>/v1</c>, its file host under <c>/files</c>, and a control API
/// under <c>/_sim</c> for programs on this machine. It draws with SVG and therefore enables libvips' SVG loader in the
/// whole process.
/// </summary>
public sealed class ReplicateSimulator : IAsyncDisposable
{
    private const long LargestBody = 128 * 1024 * 1024;
    private readonly WebApplication app;

    private ReplicateSimulator(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary><c>http://127.0.0.1:port/</c>; the base address of the API is <c>v1</c> below it.</summary>
    public Uri Address { get; }

    /// <summary>Throws <see cref="IOException"/> when the port is in use.</summary>
    public static async Task<ReplicateSimulator> StartAsync(SimulatorOptions options, CancellationToken ct)
    {
        Libvips.Start(LoaderPolicy.PhotosAndOwnSvg);
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
        _ = Task.Run(Painter.WarmUp, CancellationToken.None);
        return new ReplicateSimulator(app, address);
    }

    /// <summary>Runs only the simulator until it is stopped; its first line of output is its address.</summary>
    public static Task<int> RunAloneAsync(string[] args) => SimulatorCommand.RunAsync(args);

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(impatient.Token);
        await app.DisposeAsync();
    }

    private static WebApplication Build(SimulatorOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options.LoggerFactory);
        AddParts(builder.Services, options);

        var app = builder.Build();
        app.RequireThisMachine(SimulatorControls.Path, context => Problems.NotFound().ExecuteAsync(context));
        app.UseRouting();
        Map(app);
        return app;
    }

    private static void AddParts(IServiceCollection services, SimulatorOptions options) => services
        .AddSingleton(options)
        .AddSingleton(new SimulatorClock(options.TimeProvider))
        .AddSingleton(new SettingsBook(options.Settings))
        .AddSingleton<SimulatorAddress>()
        .AddSingleton<SimulatedModels>()
        .AddSingleton<RateLimits>()
        .AddSingleton<SimulatedAccounts>()
        .AddSingleton<PredictionBook>()
        .AddSingleton<SimulatedRunJson>()
        .AddSingleton<PredictionList>()
        .AddSingleton<PredictionAnswers>()
        .AddSingleton<CreatePrediction>()
        .AddSingleton<OutputFolder>()
        .AddSingleton<OutputFiles>()
        .AddSingleton<UploadedFiles>()
        .AddSingleton<InputImages>()
        .AddSingleton<Painter>()
        .AddSingleton<WebhookSender>()
        .AddSingleton<PredictionLife>();

    private static void Map(WebApplication app)
    {
        app.MapControls();
        app.MapOutputs();
        app.MapDownloads();
        var v1 = app.MapGroup("/v1").AddEndpointFilter(app.Services.GetRequiredService<SimulatedAccounts>());
        v1.MapAccount();
        v1.MapModels();
        v1.MapPredictions();
        v1.MapUploads();
        app.MapFallback(() => Problems.NotFound());
    }
}
