using System.Net.Http.Headers;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>The function app on a separate port, with its own database and without background processing.</summary>
public sealed class RunningApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string database;

    private RunningApp(WebApplication app, string database, IReadOnlyDictionary<string, string?> settings)
    {
        this.app = app;
        this.database = database;
        Settings = settings;
        var server = app.Services.GetRequiredService<IServer>();
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient(CheckedResponses.Handler()) { BaseAddress = new Uri(address) };
    }

    /// <summary>A client without a token.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>The complete configuration of the app.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>The connection string of its database.</summary>
    public string Database => database;

    public Engine Engine => Engine.Within(app.Services);

    /// <param name="settings">Configuration in addition to the default one.</param>
    public static Task<RunningApp> StartAsync(Services services, params (string Key, string Value)[] settings) =>
        StartAsync(services, Environments.Production, settings);

    /// <param name="environment">The name of the environment.</param>
    /// <param name="settings">As above.</param>
    public static Task<RunningApp> StartAsync(
        Services services, string environment, params (string Key, string Value)[] settings) =>
        StartAsync(services, environment, _ => { }, settings);

    /// <param name="log">Receives every log line of every level.</param>
    /// <param name="settings">As above.</param>
    public static Task<RunningApp> StartAsync(
        Services services, ILoggerFactory log, params (string Key, string Value)[] settings) =>
        StartAsync(services, adjust => adjust.AddSingleton(log), settings);

    /// <param name="adjust">Called after all services of the app are registered.</param>
    /// <param name="settings">As above.</param>
    public static Task<RunningApp> StartAsync(
        Services services, Action<IServiceCollection> adjust, params (string Key, string Value)[] settings) =>
        StartAsync(services, Environments.Production, adjust, settings);

    /// <summary>As above, in Development.</summary>
    public static Task<RunningApp> StartInDevelopmentAsync(
        Services services, Action<IServiceCollection> adjust, params (string Key, string Value)[] settings) =>
        StartAsync(services, Environments.Development, adjust, settings);

    private static async Task<RunningApp> StartAsync(
        Services services, string environment, Action<IServiceCollection> adjust,
        (string Key, string Value)[] settings)
    {
        var database = await services.CreateDatabaseAsync();
        var storage = await services.StorageConnectionAsync();
        var all = Usual(database, storage);
        foreach (var (key, value) in HighLimits.Settings)
            all[key] = value;
        foreach (var (key, value) in settings)
            all[key] = value;
        var app = PlainServer.Build(all, environment, builder =>
        {
            builder.Host.UseDefaultServiceProvider(provider => provider.ValidateOnBuild = true);
            adjust(builder.Services);
        });
        await app.Services.GetRequiredService<StorageSetup>().RunAsync([], default);
        await app.StartAsync();
        return new(app, all["Database:ConnectionString"]!, all);
    }

    /// <summary>A client of a new owner.</summary>
    public HttpClient ClientOf(string subject)
    {
        var client = new HttpClient(CheckedResponses.Handler()) { BaseAddress = Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", TestTokens.Hs256(new() { ["sub"] = subject }));
        return client;
    }

    public async Task<T?> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(database);
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    /// <summary>The owner id that the app assigned to a client's subject.</summary>
    public async Task<Guid> OwnerOfAsync(HttpClient client, string subject)
    {
        (await client.GetAsync("/api/v1/generations?limit=1")).EnsureSuccessStatusCode();
        return await QueryAsync<Guid>("select id from owners where subject = @subject", new { subject });
    }

    /// <summary>Paths of an owner's private blobs.</summary>
    public async Task<IReadOnlyList<string>> BlobsOfAsync(Guid ownerId)
    {
        var container = Services.GetRequiredService<BlobServiceClient>()
            .GetBlobContainerClient(StudioContainers.Private);
        List<string> paths = [];
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{ownerId}/" }))
            paths.Add(blob.Name);
        return paths;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await using var pool = new NpgsqlConnection(database);
        NpgsqlConnection.ClearPool(pool);
    }

    /// <summary>The settings that an app needs to start, in addition to those under test.</summary>
    public static Dictionary<string, string?> Usual(string database, string storage) => new()
    {
        ["Database:ConnectionString"] = database,
        ["AzureWebJobsStorage"] = storage,
        ["Http:PublicBaseUrl"] = "https://studio.example.com",
        ["Identity:Issuer"] = TestTokens.Issuer,
        ["Identity:Audience"] = TestTokens.Audience,
        ["Identity:RoleClaim"] = "roles",
        ["Identity:Keys:0:Id"] = TestTokens.KeyId,
        ["Identity:Keys:0:Algorithm"] = "HS256",
        ["Identity:Keys:0:Secret"] = TestTokens.Secret,
        ["Replicate:ApiToken"] = "r8_test",
        ["Replicate:BaseUrl"] = "http://127.0.0.1:1/v1",
        ["Replicate:WebhookTokenKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Deliveries:SecretKeys:0:Id"] = "test",
        ["Deliveries:SecretKeys:0:Secret"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["Replicate:WebhookSecrets:0"] = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)),
    };
}
