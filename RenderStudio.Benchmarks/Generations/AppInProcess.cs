using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>
/// The function app in this process with a real PostgreSQL and a real Azurite, without queue and timer functions.
/// </summary>
internal sealed class AppInProcess : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly PostgresChild postgres;
    private readonly AzuriteChild azurite;
    private readonly WebApplication app;

    private AppInProcess(DirectoryInfo folder, PostgresChild postgres, AzuriteChild azurite, WebApplication app)
    {
        (this.folder, this.postgres, this.azurite, this.app) = (folder, postgres, azurite, app);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(addresses.Addresses.Single()) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Hs256());
    }

    /// <summary>Sends requests of one owner.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>Connection string of the app's database.</summary>
    public string Database => postgres.ConnectionString;

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    /// <param name="durable">Whether a commit waits for the disk.</param>
    public static async Task<AppInProcess> StartAsync(bool durable, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("render-studio-benchmark-");
        var postgres = await PostgresChild.StartAsync(Path.Combine(folder.FullName, "postgres"), durable, default);
        var azurite = await AzuriteChild.StartAsync(Path.Combine(folder.FullName, "azurite"), default);
        var all = Settings(postgres, azurite);
        foreach (var (key, value) in HighLimits.Settings)
            all[key] = value;
        foreach (var (key, value) in settings)
            all[key] = value;
        var app = PlainServer.Build(all);
        await app.Services.GetRequiredService<Migrator>().RunAsync(default);
        await app.Services.GetRequiredService<StorageSetup>().RunAsync([], default);
        await app.StartAsync();
        return new(folder, postgres, azurite, app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await azurite.DisposeAsync();
        await postgres.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static Dictionary<string, string?> Settings(PostgresChild postgres, AzuriteChild azurite) => new()
    {
        ["Database:ConnectionString"] = postgres.ConnectionString,
        ["AzureWebJobsStorage"] = azurite.ConnectionString,
        ["Http:PublicBaseUrl"] = "https://studio.example.com",
        ["Identity:Issuer"] = TestTokens.Issuer,
        ["Identity:Audience"] = TestTokens.Audience,
        ["Identity:RoleClaim"] = "roles",
        ["Identity:Keys:0:Id"] = TestTokens.KeyId,
        ["Identity:Keys:0:Algorithm"] = "HS256",
        ["Identity:Keys:0:Secret"] = TestTokens.Secret,
        ["Replicate:ApiToken"] = "r8_benchmark",
        ["Replicate:WebhookTokenKey"] = Convert.ToBase64String(new byte[32]),
        ["Deliveries:SecretKeys:0:Id"] = "test",
        ["Deliveries:SecretKeys:0:Secret"] = Convert.ToBase64String(new byte[32]),
        ["Replicate:WebhookSecrets:0"] = "whsec_" + Convert.ToBase64String(new byte[24]),
    };
}
