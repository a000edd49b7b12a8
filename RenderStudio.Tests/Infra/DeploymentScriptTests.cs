using System.Net;
using System.Net.Http.Headers;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Infra;

/// <summary>The scripts that put secrets into the Key Vault, migrate the database and print a token.</summary>
public sealed class DeploymentScriptTests(Services services) : IDisposable
{
    private const string Names =
        "endpoint-secret-key endpoint-secret-key-2 identity-key replicate-api-token "
        + "replicate-webhook-secret replicate-webhook-token-key";

    private const string Host = "psql-test.postgres.database.azure.com";

    private static readonly (string, string)[] Vault = [("KEY_VAULT_NAME", "kv-test"), ("SECRET_NAMES", Names)];

    private readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task With_the_token_of_Replicate_every_secret_is_stored()
    {
        var run = await bench.RunAsync("secrets.sh", "", [.. Vault, ("REPLICATE_API_TOKEN", "r8_of-the-account")]);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("r8_of-the-account", bench.Read("vault/replicate-api-token"));
        Assert.Equal("whsec_of-replicate", bench.Read("vault/replicate-webhook-secret"));
        Assert.Equal("Authorization: Bearer r8_of-the-account", bench.Read("header"));
        Assert.Equal(32, Convert.FromBase64String(bench.Read("vault/replicate-webhook-token-key")).Length);
        Assert.Equal(32, Convert.FromBase64String(bench.Read("vault/identity-key")).Length);
        Assert.Equal(32, Convert.FromBase64String(bench.Read("vault/endpoint-secret-key")).Length);
        Assert.NotEqual(bench.Read("vault/endpoint-secret-key"), bench.Read("vault/endpoint-secret-key-2"));
    }

    [Fact]
    public async Task No_value_is_printed_or_passed_as_an_argument()
    {
        var run = await bench.RunAsync("secrets.sh", "", [.. Vault, ("REPLICATE_API_TOKEN", "r8_of-the-account")]);

        foreach (var name in Names.Split(' '))
            Assert.DoesNotContain(bench.Read($"vault/{name}"), run.Output + run.Errors + bench.Calls);
    }

    [Fact]
    public async Task A_second_run_keeps_every_secret()
    {
        await bench.RunAsync("secrets.sh", "", [.. Vault, ("REPLICATE_API_TOKEN", "r8_of-the-account")]);
        var before = Names.Split(' ').Select(name => bench.Read($"vault/{name}")).ToList();

        var run = await bench.RunAsync("secrets.sh", "", Vault);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(before, Names.Split(' ').Select(name => bench.Read($"vault/{name}")));
    }

    [Fact]
    public async Task A_variable_replaces_its_secret_only()
    {
        await bench.RunAsync("secrets.sh", "", [.. Vault, ("REPLICATE_API_TOKEN", "r8_of-the-account")]);
        var key = bench.Read("vault/identity-key");

        await bench.RunAsync("secrets.sh", "", [.. Vault, ("REPLICATE_API_TOKEN", "r8_rotated")]);

        Assert.Equal("r8_rotated", bench.Read("vault/replicate-api-token"));
        Assert.Equal(key, bench.Read("vault/identity-key"));
    }

    [Fact]
    public async Task Missing_secrets_are_listed_with_the_variables_that_set_them()
    {
        var run = await bench.RunAsync("secrets.sh", "", Vault);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("replicate-api-token (set REPLICATE_API_TOKEN)", run.Errors);
        Assert.Contains("replicate-webhook-secret (set REPLICATE_WEBHOOK_SECRET)", run.Errors);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(99, 1)]
    public async Task A_role_that_is_not_effective_yet_is_waited_for(int refusals, int exitCode)
    {
        bench.Put("refusals", string.Concat(Enumerable.Repeat("no\n", refusals)));

        var run = await bench.RunAsync(
            "secrets.sh", "", ("KEY_VAULT_NAME", "kv-test"), ("SECRET_NAMES", "identity-key"));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 0, bench.Has("vault/identity-key"));
    }

    [Fact]
    public async Task The_migration_runs_between_the_role_and_its_grants_with_settings_that_the_app_accepts()
    {
        var run = await MigrateAsync();

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"(?s)role\.sql.*RenderStudio\.Functions migrate.*grants\.sql", bench.Calls);
        var signedIn = $"render-studio-operators token-of-the-operator {Host} verify-full\n";
        Assert.Equal(signedIn + signedIn, bench.Read("psql"));
        var settings = bench.Read("environment").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).Where(pair => pair[0].Contains("__"))
            .Select(pair => new KeyValuePair<string, string?>(pair[0].Replace("__", ":"), pair[1]));
        await using var app = PlainServer.Build(settings);
        Assert.Empty(ConfigurationErrors.Of(app.Services));
    }

    [Fact]
    public async Task A_migration_that_fails_grants_nothing_and_fails_the_deployment()
    {
        File.AppendAllText(Path.Combine(bench.App, "RenderStudio.Functions"), "exit 1\n");

        var run = await MigrateAsync();

        Assert.NotEqual(0, run.ExitCode);
        Assert.DoesNotContain("grants.sql", bench.Calls);
    }

    [Fact]
    public async Task The_app_accepts_the_token_that_the_script_prints()
    {
        bench.Put("vault/identity-key", TestTokens.Secret);

        var run = await bench.RunAsync("token.sh", "first-caller", ("KEY_VAULT_NAME", "kv-test"),
            ("IDENTITY_ISSUER", TestTokens.Issuer), ("IDENTITY_AUDIENCE", TestTokens.Audience),
            ("IDENTITY_KEY_ID", TestTokens.KeyId));

        Assert.True(run.ExitCode == 0, run.Errors);
        await using var app = await RunningApp.StartAsync(services);
        app.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.Output.Trim());
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync("/api/v1/usage")).StatusCode);
    }

    private Task<Finished> MigrateAsync() => bench.RunAsync("migrate.sh", bench.App,
        ("DATABASE_HOST", Host), ("DATABASE_NAME", "studio"),
        ("DATABASE_OPERATOR", "render-studio-operators"), ("APP_DATABASE_ROLE", "id-test"),
        ("HOST_STORAGE_NAME", "sthosttest"), ("PICTURE_STORAGE_NAME", "stpicstest"));
}
