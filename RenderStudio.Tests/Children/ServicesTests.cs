using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Children;

public sealed class ServicesTests(Services services)
{
    [Fact]
    public async Task Each_caller_gets_a_migrated_database_of_its_own()
    {
        await using var mine = new NpgsqlConnection(await services.CreateDatabaseAsync());
        await using var another = new NpgsqlConnection(await services.CreateDatabaseAsync());

        await mine.ExecuteAsync("insert into owners (id, issuer, subject) values (gen_random_uuid(), 'issuer', 'me')");

        Assert.Equal(1, await mine.ExecuteScalarAsync<int>("select count(*) from owners"));
        Assert.Equal(0, await another.ExecuteScalarAsync<int>("select count(*) from owners"));
    }
}
