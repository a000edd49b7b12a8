using Dapper;
using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Database;

namespace RenderStudio.Tests.Infra;

/// <summary>
/// The scripts of infra/database create the role of the app. Its rights suffice for every statement of the product, and
/// for no change of the schema.
/// </summary>
public sealed class DatabaseRoleTests(Services services) : IAsyncLifetime
{
    private readonly string role = $"id-{Guid.NewGuid():n}";
    private string database = "";
    private NpgsqlConnection app = null!;

    public async ValueTask InitializeAsync()
    {
        database = await services.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database);
        // Azure's function: https://learn.microsoft.com/azure/postgresql/flexible-server/security-manage-entra-users
        await connection.ExecuteAsync(
            """
            create function pgaadauth_create_principal(role text, admin boolean, mfa boolean) returns text
            language plpgsql as $$ begin
                execute format('create role %I login', role);
                return role;
            end $$
            """);
        await RunAsync(connection, "role.sql");
        await RunAsync(connection, "grants.sql");
        app = new(new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString);
        await app.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await using var connection = new NpgsqlConnection(database);
        NpgsqlConnection.ClearPool(app);
        await connection.ExecuteAsync($"drop owned by \"{role}\"; drop role \"{role}\"");
    }

    [Fact]
    public async Task The_role_may_run_every_statement_of_the_app()
    {
        List<string> refused = [];
        foreach (var (name, sql) in SqlTests.Statements().Where(one => !one.Name.StartsWith(nameof(MigrationStore))))
        {
            try
            {
                foreach (var statement in SqlTests.Split(sql))
                    await ExplainAsync(statement);
            }
            catch (PostgresException error)
            {
                refused.Add($"{name}: {error.MessageText}");
            }
        }

        Assert.Empty(refused);
    }

    [Theory]
    [InlineData("create table added (id int)")]
    [InlineData("drop table owners")]
    [InlineData("alter table owners add column added int")]
    [InlineData("truncate owners cascade")]
    [InlineData("create role added")]
    [InlineData("insert into schema_migrations (name) values ('added')")]
    [InlineData("create extension pg_trgm")]
    public async Task The_role_may_not_change_the_schema(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => app.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task The_role_may_use_tables_that_a_later_migration_creates()
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync("create table added (id bigint generated always as identity, name text)");

        await app.ExecuteAsync("insert into added (name) values ('one'); update added set name = 'two'");

        Assert.Equal("two", await app.ExecuteScalarAsync<string>("select name from added"));
    }

    [Fact]
    public async Task The_scripts_can_be_repeated()
    {
        await using var connection = new NpgsqlConnection(database);
        await RunAsync(connection, "role.sql");
        await RunAsync(connection, "grants.sql");

        Assert.Equal(0, await app.ExecuteScalarAsync<int>("select count(*) from owners"));
    }

    /// <summary>PostgreSQL checks the rights when it explains a statement, and does not execute it.</summary>
    private async Task ExplainAsync(string statement)
    {
        await using var derived = new NpgsqlCommand(statement, app);
        NpgsqlCommandBuilder.DeriveParameters(derived);
        await using var explain = new NpgsqlCommand($"explain {statement}", app);
        foreach (NpgsqlParameter parameter in derived.Parameters)
            explain.Parameters.Add(new(parameter.ParameterName, parameter.NpgsqlDbType) { Value = DBNull.Value });
        await explain.ExecuteNonQueryAsync();
    }

    // psql replaces :"name" by an identifier and :'name' by a literal.
    private async Task RunAsync(NpgsqlConnection connection, string file)
    {
        var sql = await File.ReadAllTextAsync(Path.Combine(Bicep.Folder, "database", file));
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await connection.ExecuteAsync(sql.Replace(":\"role\"", $"\"{role}\"").Replace(":'role'", $"'{role}'")
            .Replace(":\"database\"", $"\"{name}\""));
    }
}
