using Azure.Core;
using Azure.Identity;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Hosting;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Database;

/// <summary>
/// Authentication with tokens of the app's identity. The server accepts the current token as the password of the role,
/// as Azure's does.
/// </summary>
public sealed class DatabaseIdentityTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-tokens-");
    private readonly LentTokens tokens = new();
    private PostgresChild postgres = null!;
    private ServiceProvider services = null!;

    private StudioDatabase Database => services.GetRequiredService<StudioDatabase>();

    public async ValueTask InitializeAsync()
    {
        var cluster = Path.Combine(folder.FullName, "postgres");
        postgres = await PostgresChild.StartAsync(cluster, durable: false, default);
        await AsOperatorAsync($"create role app login password '{tokens.Current}'");
        await File.WriteAllTextAsync(Path.Combine(cluster, "pg_hba.conf"),
            "host all app 127.0.0.1/32 password\nhost all postgres 127.0.0.1/32 trust\n");
        await AsOperatorAsync("select pg_reload_conf()");
        var connection =
            new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Username = "app" }.ConnectionString;
        await Eventually.BecomesTrueAsync(() => IsRefusedAsync($"{connection};Password=none;Pooling=false"));
        services = new ServiceCollection().AddLogging()
            .AddSingleton<TokenCredential>(tokens)
            .AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = Environments.Development })
            .AddDatabase(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Database:ConnectionString"] = connection,
                ["Database:UseIdentity"] = "true",
            }).Build())
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await postgres.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Each_new_connection_authenticates_with_the_current_token()
    {
        await Database.PingAsync(default);
        await using var open = await Database.OpenAsync(default);
        tokens.Current = "second";
        await AsOperatorAsync("alter role app password 'second'");

        services.GetRequiredService<NpgsqlDataSource>().Clear();
        await Database.PingAsync(default);

        Assert.Equal(1, await open.ExecuteScalarAsync<int>("select 1"));
        Assert.Equal(["https://ossrdbms-aad.database.windows.net/.default"], tokens.Scopes.Distinct());
    }

    [Fact]
    public async Task A_token_that_the_server_rejects_opens_no_connection()
    {
        tokens.Current = "stale";

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Database.PingAsync(default));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task A_token_service_that_does_not_respond_counts_as_an_outage()
    {
        tokens.Failure = new AuthenticationFailedException("no response");

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => Database.PingAsync(default));

        Assert.True(Outage.IsCauseOf(thrown), thrown.ToString());
        Assert.True(Outage.IsCauseOf(tokens.Failure));
    }

    [Theory]
    [InlineData("Host=db;Username=app;SSL Mode=VerifyFull", "")]
    [InlineData("Host=db;Username=app;SSL Mode=VerifyFull;Password=p", "must not contain a password")]
    [InlineData("Host=db;Username=app;SSL Mode=VerifyFull;Passfile=/p", "must not contain a password")]
    [InlineData("Host=db;SSL Mode=VerifyFull", "must name the role")]
    [InlineData("Host=db;Username=app", "must contain SSL Mode=VerifyFull")]
    [InlineData("Host=db;Username=app;SSL Mode=Require", "must contain SSL Mode=VerifyFull")]
    [InlineData("no connection string", "is invalid")]
    public async Task A_token_is_sent_only_to_a_server_that_proves_its_name(string connection, string error)
    {
        var settings = RunningApp.Usual(connection, "UseDevelopmentStorage=true");
        settings["Database:UseIdentity"] = "true";
        await using var app = PlainServer.Build(settings);

        var errors = ConfigurationErrors.Of(app.Services);

        if (error == "")
            Assert.Empty(errors);
        else
            Assert.Contains(error, Assert.Single(errors));
    }

    private async Task AsOperatorAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{postgres.ConnectionString};Pooling=false");
        await connection.ExecuteAsync(sql);
    }

    private static async Task<bool> IsRefusedAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            return false;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState == PostgresErrorCodes.InvalidPassword;
        }
    }

    private sealed class LentTokens : TokenCredential
    {
        public string Current { get; set; } = "first";

        public AuthenticationFailedException? Failure { get; set; }

        public List<string> Scopes { get; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw Failure;
            Scopes.AddRange(requestContext.Scopes);
            return new(Current, TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
