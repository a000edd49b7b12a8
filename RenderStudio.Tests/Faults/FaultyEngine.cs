using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Faults;

[CollectionDefinition]
public sealed class OnTheFaultyEngine : ICollectionFixture<FaultyEngine>;

/// <summary>
/// Core in this process, with injectable faults between it and each dependency: Replicate and its files, blobs and
/// queues, PostgreSQL.
/// </summary>
public sealed class FaultyEngine(Services services, SimulatorProcess simulator) : IAsyncLifetime
{
    // A term in every prompt, by which the simulator's settings select these runs.
    private const string Room = "scullery";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-faults-");
    private readonly HttpClient ledgerClient = new(new SocketsHttpHandler());
    private AzuriteChild azurite = null!;
    private TcpProxy exchanges = null!;

    /// <summary>A term for every prompt until the next <see cref="ClearAsync" />, to find these runs.</summary>
    public string Word { get; private set; } = NewWord();

    /// <summary>The connections to PostgreSQL, blob storage and queues.</summary>
    public IReadOnlyList<TcpProxy> Lines { get; private set; } = [];

    /// <summary>The HTTP call that fails, selected by its number.</summary>
    public KthCall Http { get; } = new();

    public KthCall Storage { get; } = new();

    public KthCall Postgres { get; } = new();

    public Engine Engine { get; private set; } = null!;

    public SimulatorUser Replicate { get; private set; } = null!;

    /// <summary>The same database and storage, without faults.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    public QueueServiceClient Queues { get; private set; } = null!;

    public BlobServiceClient Blobs { get; private set; } = null!;

    // Other tests create runs at this simulator too.
    public UpstreamRunLedger Upstream => new(ledgerClient, Word);

    public Audit Audit => new(Database, Blobs, Queues, Upstream);

    public IdleWait IdleWait => new(Database, Queues, Upstream);

    public async ValueTask InitializeAsync()
    {
        Replicate = new SimulatorUser(await simulator.AddressAsync());
        ledgerClient.BaseAddress = Replicate.Address;
        // The test sends the deliveries itself.
        await Replicate.PutSettingsAsync(JsonNode.Parse(
            $$"""{"overrides": [{"promptContains": "{{Room}}", "webhookDropRate": 1, "largestSide": 96}]}""")!);
        azurite = await AzuriteChild.StartAsync(folder.FullName, default);
        Blobs = new(azurite.ConnectionString);
        Queues = new(azurite.ConnectionString, new() { MessageEncoding = QueueMessageEncoding.Base64 });
        var database = new NpgsqlConnectionStringBuilder(await services.CreateDatabaseAsync());
        Database = NpgsqlDataSource.Create(database.ConnectionString);
        exchanges = new TcpProxy(database.Port, new PostgresExchanges(Postgres).CarryAsync);
        Lines = [new(exchanges.Port), new(azurite.BlobPort), new(azurite.QueuePort)];
        database.Port = Lines[0].Port;
        Engine = await Engine.StartAsync(services, Break,
            ("Database:ConnectionString", database.ConnectionString),
            ("Storage:ConnectionString", azurite.ConnectionString),
            ("Replicate:BaseUrl", new Uri(Replicate.Address, "v1").AbsoluteUri),
            ("Replicate:ApiToken", Replicate.Token),
            ("Replicate:DevelopmentOutputOrigin", Replicate.Address.GetLeftPart(UriPartial.Authority)),
            ("Replicate:CircuitCalls", "1000000"),
            ("Plans:Studio:CreditsPerMonth", "1000000"),
            ("Generations:IdempotencyLeaseSeconds", "0.1"),
            ("Generations:IdempotencyWaitSeconds", "0"),
            ("Predictions:MaxLeaseExpiries", "20"),
            ("Predictions:StoringRetrySeconds", "0.1"),
            ("Predictions:ThrottledSeconds", "0.5"),
            ("Outputs:RetrySeconds", "0.01"));
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        foreach (var line in Lines.Append(exchanges))
            await line.DisposeAsync();
        await Database.DisposeAsync();
        await azurite.DisposeAsync();
        Replicate.Dispose();
        ledgerClient.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>
    /// Closes the idle connections to PostgreSQL. The next user of a pooled connection that was cut would fail, and
    /// that must not be another test.
    /// </summary>
    public void Reconnect() => Engine.Get<NpgsqlDataSource>().Clear();

    /// <summary>
    /// Deletes rows, files and messages and ignores earlier runs, so that the next audit finds no trace of them.
    /// </summary>
    public async Task ClearAsync()
    {
        await Engine.ExecuteAsync("truncate owners cascade");
        foreach (var container in StudioContainers.All.Select(Blobs.GetBlobContainerClient))
        {
            await foreach (var blob in container.GetBlobsAsync())
                await container.DeleteBlobAsync(blob.Name);
        }

        await azurite.ClearQueuesAsync(default);
        Word = NewWord();
    }

    private static string NewWord() => $"{Room}{Guid.NewGuid():n}";

    private void Break(IServiceCollection collection)
    {
        collection.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(
            builder => builder.AdditionalHandlers.Add(new FaultyHandler(Http))));
        var account = azurite.ConnectionString
            .Replace($":{azurite.BlobPort}/", $":{Lines[1].Port}/", StringComparison.Ordinal)
            .Replace($":{azurite.QueuePort}/", $":{Lines[2].Port}/", StringComparison.Ordinal);
        collection.AddSingleton(new BlobServiceClient(account, Broken(new BlobClientOptions())));
        collection.AddSingleton(new QueueServiceClient(
            account, Broken(new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 })));
    }

    /// <summary>The client has no retries of its own, so that the product must handle each fault.</summary>
    private T Broken<T>(T options) where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        options.AddPolicy(new FaultyPolicy(Storage), HttpPipelinePosition.PerCall);
        return options;
    }
}
