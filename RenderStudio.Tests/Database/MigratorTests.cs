using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

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
        Assert.Equal(names.Count, applied.Sum());
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

        Assert.Equal(["0001_studio.sql"], await QueryAsync<string>(AppliedSql));
        Assert.True(await ScalarAsync<bool>("select to_regclass('idempotency_keys') is null"));
        await ExecuteAsync("drop table quotes");
        Assert.Equal(1 + await MigrateAsync(), (await QueryAsync<string>(AppliedSql)).Count);
    }

    [Fact]
    public async Task A_migration_behind_a_long_query_does_not_block_the_app_and_is_applied_after_the_query()
    {
        await using var query = await source.OpenConnectionAsync();
        await query.MigrateBeforeAsync("0023_stored_files.sql");
        await using var transaction = await query.BeginTransactionAsync();
        await query.ExecuteAsync("select from accounts");
        var migration = MigrateAsync();
        await WaitsForAsync("accounts");

        // Waits behind the migration, which waits for the query.
        Assert.Equal(0, await ScalarAsync<int>("select count(*)::int from accounts"));

        Assert.False(migration.IsCompleted);
        await transaction.RollbackAsync();
        Assert.True(await migration > 0);
        Assert.Contains("0023_stored_files.sql", await QueryAsync<string>(AppliedSql));
    }

    [Fact]
    public async Task A_migration_that_waits_keeps_no_lock_of_the_migrations_before_it()
    {
        await using var query = await source.OpenConnectionAsync();
        await query.MigrateBeforeAsync("0023_stored_files.sql");
        await using var transaction = await query.BeginTransactionAsync();
        await query.ExecuteAsync("select from stripe_events");
        var migration = MigrateAsync();
        await WaitsForAsync("stripe_events");

        Assert.Contains("0023_stored_files.sql", await QueryAsync<string>(AppliedSql));

        Assert.False(migration.IsCompleted);
        await transaction.RollbackAsync();
        Assert.True(await migration > 0);
    }

    [Fact]
    public async Task A_migration_that_a_deadlock_ends_is_tried_again()
    {
        await using var other = await source.OpenConnectionAsync();
        await other.MigrateBeforeAsync("0026_plan_refunds.sql");
        await using var transaction = await other.BeginTransactionAsync();
        await other.ExecuteAsync("set local deadlock_timeout = '1min'; select from credit_entries");
        var migration = MigrateAsync();
        await WaitsForAsync("credit_entries");

        // Each of the two waits for the other one, until PostgreSQL ends the migration.
        await other.ExecuteAsync("select from billing_payments");

        Assert.False(migration.IsCompleted);
        await transaction.RollbackAsync();
        Assert.True(await migration > 0);
    }

    [Fact]
    public async Task A_migrator_waits_for_another_one_longer_than_for_a_table()
    {
        await using var other = await source.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await MigrationStore.LockAsync(other);
        var migration = MigrateAsync();
        await Eventually.BecomesTrueAsync(async () => await ScalarAsync<bool>(
            """
            select exists (select from pg_stat_activity
            where datname = current_database() and wait_event = 'advisory'
                and clock_timestamp() - state_change > interval '3 seconds')
            """));

        await transaction.RollbackAsync();

        Assert.True(await migration > 0);
    }

    /// <summary>Returns while a migration waits for the lock of the table.</summary>
    private Task WaitsForAsync(string table) => Eventually.BecomesTrueAsync(async () => await ScalarAsync<bool>(
        $"""
        select exists (select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.relation = '{table}'::regclass and not l.granted)
        """));

    private Task<int> MigrateAsync() =>
        new Migrator(new StudioDatabase(source), TimeProvider.System, NullLogger<Migrator>.Instance).RunAsync(default);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql)];
    }
}
