using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

/// <summary>Secrets, keys, TLS, networks and roles of the templates.</summary>
[Collection<OnTheTemplates>]
public sealed partial class TemplateSecurityTests(Templates templates)
{
    private const string BlobOwner = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b";
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string BlobDelegator = "db58b8e5-c6ad-4a2a-8342-4190687cbf4a";
    private const string QueueContributor = "974c5e8b-45b9-4653-ba55-5f855dd0fb88";
    private const string TableContributor = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3";
    private const string SecretsUser = "4633458b-17de-408a-b874-0445c86b69e6";
    private const string SecretsOfficer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
    private const string MetricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";

    private static readonly string[] Kinds = ["sthost", "stpics", "kv", "appi"];

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Each_secret_of_the_app_is_read_from_the_Key_Vault(string environment)
    {
        var settings = AppSettings.Of(templates[environment]);
        var secret = DeclaredSettings.All.Select(setting => setting.Name).Where(IsSecret).ToHashSet();
        Assert.Contains("Replicate:ApiToken", secret);
        Assert.Contains("Identity:Keys:0:Secret", secret);
        Assert.Contains("Billing:WebhookSecrets:0", secret);

        foreach (var (name, value) in settings)
            Assert.True(value.Secret is not null == secret.Contains(name.Replace("__", ":")), name);
        Assert.Equal(
            settings.Values.Select(value => value.Secret).OfType<string>().Order(StringComparer.Ordinal),
            templates.OutputsOf(environment).GetProperty("SECRET_NAMES").GetString()!.Split(' ')
                .Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Password", settings["Database__ConnectionString"].Text);
        Assert.Equal("true", settings["Database__UseIdentity"].Text);
    }

    [Fact]
    public async Task No_template_reads_a_key_or_has_a_secret_parameter()
    {
        var compiled = (await Bicep.RunAsync(Bicep.Folder, "build", "main.bicep", "--stdout")).Output;

        Assert.Contains("Microsoft.Web/sites", compiled);
        foreach (var call in new[] { "listKeys", "listAccountSas", "listServiceSas", "securestring", "secureObject" })
            Assert.DoesNotContain(call, compiled, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Storage_requires_TLS_and_a_token_and_no_container_is_public(string environment)
    {
        var accounts = templates[environment].OfType("Microsoft.Storage/storageAccounts");

        Assert.Equal(2, accounts.Count);
        Assert.All(accounts, account =>
        {
            Assert.Equal("TLS1_2", account.TextAt("properties.minimumTlsVersion"));
            Assert.Equal("True", account.TextAt("properties.supportsHttpsTrafficOnly"));
            Assert.Equal("False", account.TextAt("properties.allowBlobPublicAccess"));
            Assert.Equal("False", account.TextAt("properties.allowSharedKeyAccess"));
        });
        Assert.All(
            templates[environment].OfType("Microsoft.Storage/storageAccounts/blobServices/containers"),
            container => Assert.Equal("None", container.TextAt("properties.publicAccess")));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void The_database_admits_tokens_only_over_TLS_only(string environment)
    {
        var server = Assert.Single(templates[environment].OfType("Microsoft.DBforPostgreSQL/flexibleServers"));
        var parameters = templates[environment].OfType("Microsoft.DBforPostgreSQL/flexibleServers/configurations")
            .ToDictionary(parameter => parameter.Name, parameter => parameter.TextAt("properties.value"));

        Assert.Equal("Disabled", server.TextAt("properties.authConfig.passwordAuth"));
        Assert.Equal("Enabled", server.TextAt("properties.authConfig.activeDirectoryAuth"));
        Assert.Null(server.At("properties.administratorLoginPassword"));
        Assert.InRange(server.At("properties.backup.backupRetentionDays")!.Value.GetInt32(), 7, 35);
        Assert.Equal("on", parameters["require_secure_transport"]);
        Assert.Equal("TLSv1.2", parameters["ssl_min_protocol_version"]);
        Assert.Equal(["PG_TRGM", "UNACCENT"], parameters["azure.extensions"].Split(','));
    }

    [Theory]
    [InlineData(Templates.Development)]
    [InlineData(Templates.Production)]
    public void The_app_requires_TLS_and_has_no_publishing_password(string environment)
    {
        var app = Assert.Single(templates[environment].OfType("Microsoft.Web/sites"));
        var publishing = templates[environment].OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies");

        Assert.Equal("True", app.TextAt("properties.httpsOnly"));
        Assert.Equal("1.2", app.TextAt("properties.siteConfig.minTlsVersion"));
        Assert.Equal("Disabled", app.TextAt("properties.siteConfig.ftpsState"));
        Assert.Equal(["ftp", "scm"], publishing.Select(policy => policy.Name).Order());
        Assert.All(publishing, policy => Assert.Equal("False", policy.TextAt("properties.allow")));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Vault_and_telemetry_accept_tokens_only(string environment)
    {
        var vault = Assert.Single(templates[environment].OfType("Microsoft.KeyVault/vaults"));
        var insights = Assert.Single(templates[environment].OfType("Microsoft.Insights/components"));

        Assert.Equal("True", vault.TextAt("properties.enableRbacAuthorization"));
        Assert.Equal("True", vault.TextAt("properties.enablePurgeProtection"));
        Assert.Equal("True", insights.TextAt("properties.DisableLocalAuth"));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void The_identity_of_the_app_has_only_the_roles_that_it_needs(string environment)
    {
        string[] expected =
        [
            $"appi {MetricsPublisher}", $"kv {SecretsUser}", $"private {BlobContributor}", $"public {BlobContributor}",
            $"sthost {BlobOwner}", $"sthost {QueueContributor}", $"sthost {TableContributor}",
            $"stpics {BlobDelegator}",
        ];

        Assert.Equal(expected.Order(StringComparer.Ordinal), Roles(environment, "ServicePrincipal"));
        Assert.Equal(
            [$"kv {SecretsOfficer}", $"sthost {QueueContributor}", $"stpics {BlobContributor}"],
            Roles(environment, "Group"));
    }

    [Fact]
    public void Production_reaches_database_vault_and_queues_through_its_network_only()
    {
        var resources = templates[Templates.Production];
        var host = resources.OfType("Microsoft.Storage/storageAccounts").Single(one => one.Name.StartsWith("sthost"));
        var vault = resources.OfType("Microsoft.KeyVault/vaults")[0];
        var database = resources.OfType("Microsoft.DBforPostgreSQL/flexibleServers")[0];

        Assert.Equal("Disabled", host.TextAt("properties.publicNetworkAccess"));
        Assert.Equal("Disabled", vault.TextAt("properties.publicNetworkAccess"));
        Assert.Equal("Disabled", database.TextAt("properties.network.publicNetworkAccess"));
        Assert.Empty(resources.OfType("Microsoft.DBforPostgreSQL/flexibleServers/firewallRules"));
        Assert.Equal(["blob", "postgresqlServer", "queue", "table", "vault"],
            resources.OfType("Microsoft.Network/privateEndpoints")
                .Select(one => one.At("properties.privateLinkServiceConnections")!.Value[0])
                .Select(connection => connection.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.NotEqual("", resources.OfType("Microsoft.Web/sites")[0].TextAt("properties.virtualNetworkSubnetId"));
    }

    // The names of the resources begin with their kinds.
    private IEnumerable<string> Roles(string environment, string principalType) =>
        templates[environment].OfType("Microsoft.Authorization/roleAssignments")
            .Where(role => role.TextAt("properties.principalType") == principalType)
            .Select(role => $"{KindOf(ScopeOf(role))} {role.TextAt("properties.roleDefinitionId").Split('/')[^1]}")
            .Order(StringComparer.Ordinal);

    private static string ScopeOf(TemplateResource role) => Scope().Match(role.TextAt("id")).Groups["scope"].Value;

    private static string KindOf(string scope) => scope.Split('/')[^1] is var name
        && Kinds.FirstOrDefault(kind => name.StartsWith(kind, StringComparison.Ordinal)) is { } found ? found : name;

    private static bool IsSecret(string name) =>
        name.Split(':').LastOrDefault(part => !char.IsDigit(part[0])) is
            "ApiToken" or "Secret" or "SecretKey" or "WebhookSecrets" or "WebhookTokenKey";

    // The id is an expression when it contains the id of a principal that does not exist yet.
    [GeneratedRegex(@"^(?:\[extensionResourceId\('(?<scope>[^']+)'|(?<scope>.+)/providers/Microsoft\.Authorization/)")]
    private static partial Regex Scope();
}
