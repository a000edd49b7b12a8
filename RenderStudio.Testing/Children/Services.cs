using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Local.Children;
using RenderStudio.Testing.InProcess;


namespace RenderStudio.Testing.Children;

/// <summary>
/// The real PostgreSQL and the real Azurite, each started once per test run on first use. A test class takes this in
/// its constructor; tests share the services and are isolated by database or by owner.
/// </summary>
public sealed class Services : IAsyncLifetime
{
    private const string Template = "migrated";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-tests-");
    private readonly Lazy<Task<PostgresChild>> postgres;
    private readonly Lazy<Task<AzuriteChild>> azurite;
    private readonly Lazy<Task> template;

    public Services()
    {
        // Autovacuum would visit hundreds of databases that their tests have left, several in each second.
        postgres = new(() => PostgresChild.StartAsync(
            Path.Combine(folder.FullName, "postgres"), durable: false, default, "autovacuum=off"));
        azurite = new(() => AzuriteChild.StartAsync(Path.Combine(folder.FullName, "azurite"), default));
        template = new(PrepareTemplateAsync);
    }

    /// <summary>
    /// The connection string of Azurite's blob and queue services. Tests that kill or clear Azurite do not use it.
    /// </summary>
    public async Task<string> StorageConnectionAsync() => (await azurite.Value).ConnectionString;

    /// <summary>The connection string of a new database with all migrations applied, for the caller only.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await template.Value;
        return await CreateAsync($"test_{Guid.NewGuid():n}", Template);
    }

    /// <summary>The connection string of a new empty database.</summary>
    public Task<string> CreateEmptyDatabaseAsync() => CreateAsync($"test_{Guid.NewGuid():n}", "template1");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (postgres.IsValueCreated)
            await (await postgres.Value).DisposeAsync();
        if (azurite.IsValueCreated)
            await (await azurite.Value).DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task PrepareTemplateAsync()
    {
        await using var source = NpgsqlDataSource.Create($"{await CreateAsync(Template, "template1")};Pooling=false");
        var migrator = new Migrator(new StudioDatabase(source), TimeProvider.System, NullLogger<Migrator>.Instance);
        await migrator.RunAsync(default);
    }

    private async Task<string> CreateAsync(string name, string from)
    {
        var server = await postgres.Value;
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.ExecuteAsync($"create database {name} template {from}");
        return server.ConnectionTo(name);
    }
}
