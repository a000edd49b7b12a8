using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.InProcess;

/// <summary>
/// Core alone on the real services, with its own database, for tests of internals such as leases and rejected writes.
/// Behavior that is visible to an owner or Replicate is tested through the studio.
/// </summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly IServiceProvider services;

    private Engine(IServiceProvider services) => this.services = services;

    /// <summary>The services of a host that already runs and that ends by itself.</summary>
    public static Engine Within(IServiceProvider services) => new(services);

    /// <param name="settings">Configuration in addition to the defaults for tests.</param>
    public static Task<Engine> StartAsync(Services shared, params (string Key, string Value)[] settings) =>
        StartAsync(shared, _ => { }, settings);

    /// <param name="adjust">Called after all of Core is registered.</param>
    /// <param name="settings">As above.</param>
    public static async Task<Engine> StartAsync(
        Services shared, Action<IServiceCollection> adjust, params (string Key, string Value)[] settings)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var values = new Dictionary<string, string?>
        {
            ["Database:ConnectionString"] = await shared.CreateDatabaseAsync(),
            ["Storage:ConnectionString"] = await shared.StorageConnectionAsync(),
            ["Http:PublicBaseUrl"] = "http://127.0.0.1:9",
            ["Replicate:BaseUrl"] = "http://127.0.0.1:9/v1",
            ["Replicate:ApiToken"] = "r8_test",
            ["Replicate:CreatesPerMinute"] = "10000000",
            ["Replicate:CreateBurst"] = "10000000",
            ["Replicate:WebhookSecrets:0"] = "whsec_" + Convert.ToBase64String(new byte[32]),
            ["Replicate:WebhookTokenKey"] = Convert.ToBase64String(new byte[32]),
            ["Deliveries:SecretKeys:0:Id"] = "test",
            ["Deliveries:SecretKeys:0:Secret"] = Convert.ToBase64String(new byte[32]),
        };
        foreach (var (key, value) in settings)
            values[key] = value;

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development })
            .AddRenderStudio(configuration);
        adjust(collection);
        var provider = collection.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().RunAsync([], CancellationToken.None);
        return new(provider);
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<T> QueryAsync<T>(string sql, object? args = null)
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, args);
    }

    public async Task ExecuteAsync(string sql, object? args = null)
    {
        await using var connection = await Get<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync(sql, args);
    }

    public ValueTask DisposeAsync() => ((ServiceProvider)services).DisposeAsync();
}
