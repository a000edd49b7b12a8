using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders.Search;

/// <summary>A server whose locale knows only the letters of ASCII.</summary>
public sealed class SearchLocaleTests(Services services)
{
    [Theory]
    [InlineData("CRÈME")]
    [InlineData("creme GRE\u03011")]
    [InlineData("“oak room”")]
    [InlineData("の家に")]
    public async Task A_search_finds_the_same_with_the_locale_C(string words)
    {
        await using var engine = await Engine.StartAsync(
            services, ("Database:ConnectionString", await MigratedAsync("locale_provider libc locale 'C'")));
        var ownerId = Guid.CreateVersion7();
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync(
            "insert into owners (id, issuer, subject) values (@ownerId, 'test', 'test')", new { ownerId });
        await LibraryRows.AddAsync(connection, ownerId, 1);

        var page = await engine.Get<ListRenders>().RunAsync(
            new() { OwnerId = ownerId, Words = words }, null, 20, default);

        Assert.Equal("C", await connection.QuerySingleAsync<string>(
            "select datctype from pg_database where datname = current_database()"));
        Assert.Single(page.Items);
    }

    private async Task<string> MigratedAsync(string locale)
    {
        var settings = new NpgsqlConnectionStringBuilder(await services.CreateEmptyDatabaseAsync());
        var name = $"test_{Guid.NewGuid():n}";
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
            await connection.ExecuteAsync($"create database {name} template template0 encoding 'UTF8' {locale}");
        settings.Database = name;
        await using var source = NpgsqlDataSource.Create(settings);
        var migrator = new Migrator(new StudioDatabase(source), TimeProvider.System, NullLogger<Migrator>.Instance);
        await migrator.RunAsync(default);
        return settings.ConnectionString;
    }
}
