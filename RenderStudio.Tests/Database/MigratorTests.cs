using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Database;

/// <summary>Concurrent, repeated and failing migrations.</summary>
public sealed class MigratorTests(Services services) : IAsyncLifetime
{
    private const string AppliedSql = "select name from schema_migrations order by name";

    private NpgsqlDataSource source = null!;

    public async ValueTask InitializeAsync() =>
        source = NpgsqlDataSource.Create(await services.CreateEmptyDatabaseAsync());

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task Eight_concurrent_migrators_apply_each_migration_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MigrateAsync()));

        var names = await QueryAsync<string>(AppliedSql);
        Assert.True(names.Count > 5);
        Assert.Equal([.. Enumerable.Repeat(0, 7), names.Count], applied.Order());
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await MigrateAsync();
        var before = await QueryAsync<string>("select name || ' ' || applied_at from schema_migrations order by name");

        Assert.Equal(0, await MigrateAsync());

        Assert.Equal(before, await QueryAsync<string>(
            "select name || ' ' || applied_at from schema_migrations order by name"));
    }

    [Fact]
    public async Task A_failed_migration_is_rolled_back_and_applied_after_its_cause_is_removed()
    {
        // The object that the second migration creates already exists.
        await ExecuteAsync("create table quotes (id int)");

        await Assert.ThrowsAsync<PostgresException>(MigrateAsync);

        Assert.Equal(["quotes"], await QueryAsync<string>(
            "select table_name::text from information_schema.tables where table_schema = 'public'"));
        await ExecuteAsync("drop table quotes");
        Assert.Equal(await MigrateAsync(), (await QueryAsync<string>(AppliedSql)).Count);
    }

    private Task<int> MigrateAsync() =>
        new Migrator(new StudioDatabase(source), NullLogger<Migrator>.Instance).RunAsync(default);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
