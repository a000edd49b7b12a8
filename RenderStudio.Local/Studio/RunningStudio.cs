using RenderStudio.Local.Children;
using RenderStudio.Local.Instances;
using RenderStudio.Local.LocalCalls;
using RenderStudio.Local.Stripe;

namespace RenderStudio.Local.Studio;

/// <summary>All running components, started in the order of their dependencies and stopped in reverse.</summary>
public sealed class RunningStudio : IAsyncDisposable
{
    private readonly StudioOptions options;
    private readonly ILoggerFactory log;
    private readonly StartDisplay display;
    private PostgresChild? postgres;
    private AzuriteChild? azurite;
    private Upstream? upstream;
    private StripeSimulator? stripe;
    private IssuerChild? issuer;
    private InstancePool? instances;
    private FrontDoor? frontDoor;

    private RunningStudio(StudioOptions options, DataFolder folder, ILoggerFactory log, StartDisplay display)
    {
        (this.options, Folder, this.log, this.display) = (options, folder, log, display);
        Keys = StudioKeys.LoadOrGenerate(folder.Keys);
    }

    public DataFolder Folder { get; }

    public StudioKeys Keys { get; }

    public LocalTokens Tokens => new(Postgres.ConnectionString, Keys.TokenSigning, TimeProvider.System);

    public PostgresChild Postgres => postgres!;

    public AzuriteChild Azurite => azurite!;

    public Upstream Upstream => upstream!;

    public StripeSimulator Stripe => stripe!;

    /// <summary>Null when the options start none.</summary>
    public IssuerChild? Issuer => issuer;

    public InstancePool Instances => instances!;

    /// <summary>Base address of the functions; known before they start.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>False until every component has responded once.</summary>
    public bool IsUp { get; private set; }

    public static async Task<RunningStudio> StartAsync(
        StudioOptions options, DataFolder folder, ILoggerFactory log, StartDisplay display,
        CancellationToken cancellation)
    {
        var studio = new RunningStudio(options, folder, log, display);
        try
        {
            await studio.StartAsync(cancellation);
            return studio;
        }
        catch
        {
            await studio.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes with a report when a component ends by itself.</summary>
    public async Task<string> FailedAsync()
    {
        Task<string>[] ends =
        [
            ReportAsync(Postgres.Failed), ReportAsync(Azurite.Failed), ReportAsync(Instances.Failed),
            .. issuer is null ? [] : new[] { ReportAsync(issuer.Failed) },
        ];
        return await await Task.WhenAny(ends);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(
            frontDoor?.DisposeAsync().AsTask() ?? Task.CompletedTask,
            instances?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        if (upstream is not null)
            await upstream.DisposeAsync();
        if (stripe is not null)
            await stripe.DisposeAsync();
        await Task.WhenAll(
            postgres?.DisposeAsync().AsTask() ?? Task.CompletedTask,
            azurite?.DisposeAsync().AsTask() ?? Task.CompletedTask,
            issuer?.DisposeAsync().AsTask() ?? Task.CompletedTask);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        var app = PublishedApp.Find(options.AppFolder);
        Address = new Uri($"http://127.0.0.1:{Prerequisites.TakePort("--port", options.Port)}");
        var replicatePort = options.Live ? 0 : Prerequisites.TakePort("--replicate-port", options.ReplicatePort);
        var stripePort = Prerequisites.TakePort("--stripe-port", options.StripePort);
        int? issuerPort = options.IssuerPort is { } chosen ? Prerequisites.TakePort("--issuer", chosen) : null;
        await Prerequisites.CheckNodeAsync(cancellation);
        await StartPartsAsync(replicatePort, stripePort, cancellation);
        if (issuerPort is { } port)
            issuer = await StartIssuerAsync(port, cancellation);
        var settings = StudioSettings.Create(
            options, Keys, Upstream, Postgres.ConnectionString, Azurite.ConnectionString, Address);
        StudioSettings.AddStripe(settings, Keys, Stripe.Address, Address);
        if (issuer is not null)
            StudioSettings.AddIssuer(settings, issuer.Address);
        instances = new InstancePool(new InstancePoolOptions
        {
            Count = options.Instances,
            Command = new HostCommandLine(app.Folder, settings).For,
            Log = log,
        });
        await Task.WhenAll(
            OpenFrontDoorAsync(instances, cancellation),
            display.StepAsync("Tables, containers, queues", () => app.MigrateAsync(settings, cancellation)));
        await display.StepAsync("Function app", () => instances.StartAsync(cancellation));
        IsUp = true;
    }

    private async Task OpenFrontDoorAsync(InstancePool behind, CancellationToken cancellation) =>
        frontDoor = await FrontDoor.StartAsync(new FrontDoorOptions
        {
            Port = Address.Port,
            MapBeside = routes => new LocalEndpoints(this, Tokens).Map(routes),
            Log = log,
        }, behind, cancellation);

    // Each field is set as soon as its component runs, so that after a failure the other components are stopped.
    private Task StartPartsAsync(int replicatePort, int stripePort, CancellationToken cancellation) => Task.WhenAll(
        display.StepAsync("PostgreSQL", async () =>
            postgres = await PostgresChild.StartAsync(Folder.Postgres, Folder.IsDurable, cancellation)),
        display.StepAsync("Azurite", async () => azurite = await AzuriteChild.StartAsync(Folder.Azurite, cancellation)),
        display.StepAsync(options.Live ? "Replicate" : "Replicate simulator", async () => upstream = options.Live
            ? await Upstream.GoLiveAsync(options, cancellation)
            : await Upstream.SimulateAsync(replicatePort, Keys, Folder, log, cancellation)),
        display.StepAsync("Stripe simulator", async () => stripe = await StartStripeAsync(stripePort, cancellation)));

    private Task<IssuerChild> StartIssuerAsync(int port, CancellationToken cancellation) => display.StepAsync(
        "Issuer", () => IssuerChild.StartAsync(port, LocalIdentity.Audience, cancellation));

    private async Task<StripeSimulator> StartStripeAsync(int port, CancellationToken cancellation)
    {
        try
        {
            return await StripeSimulator.StartAsync(new()
            {
                Port = port,
                WebhookSecret = Keys.WebhookSecret,
                Webhook = new Uri(Address, "/api/v1/webhooks/stripe"),
                LoggerFactory = log,
            }, cancellation);
        }
        catch (IOException e)
        {
            throw new CannotStartException($"The Stripe simulator cannot start: {e.Message}");
        }
    }

    private static async Task<string> ReportAsync(Task<ChildFailure> failure)
    {
        var (name, code, output) = await failure;
        return $"{name} ended by itself with exit code {code}. Its last output:{Environment.NewLine}{output}";
    }

    private static async Task<string> ReportAsync(Task<InstanceFailure> failure) => $"{await failure}";
}
