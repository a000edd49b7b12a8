using System.Text.RegularExpressions;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

/// <summary>The settings that the templates give to the app.</summary>
[Collection<OnTheTemplates>]
public sealed partial class TemplateSettingsTests(Templates templates)
{
    /// <summary>Settings of the host, of the platform and of Azure's libraries.</summary>
    private static readonly string[] OfOthers =
        ["AzureWebJobsStorage", "AzureFunctionsJobHost", "APPLICATIONINSIGHTS", "AZURE"];

    // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
    private static readonly string[] RejectedByFlexConsumption =
    [
        "ENABLE_ORYX_BUILD", "FUNCTIONS_EXTENSION_VERSION", "FUNCTIONS_WORKER_RUNTIME",
        "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_WORKER_PROCESS_COUNT", "SCM_DO_BUILD_DURING_DEPLOYMENT", "TZ",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTOVERVNET", "WEBSITE_CONTENTSHARE",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_TIME_ZONE",
        "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED", "WEBSITE_VNET_ROUTE_ALL",
    ];

    private static readonly Dictionary<string, string> SampleSecrets = new()
    {
        ["endpoint-secret-key"] = Convert.ToBase64String(new byte[32]),
        ["identity-key"] = TestTokens.Secret,
        ["replicate-api-token"] = "r8_sample",
        ["replicate-webhook-secret"] = "whsec_" + Convert.ToBase64String(new byte[32]),
        ["replicate-webhook-token-key"] = Convert.ToBase64String(new byte[32]),
        ["stripe-secret-key"] = "sk_live_sample",
        ["stripe-webhook-secret"] = "whsec_" + Convert.ToBase64String(new byte[32]),
    };

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public async Task The_app_starts_with_the_settings_of_the_template(string environment) =>
        Assert.Empty(await ErrorsAsync(SettingsOf(environment)));

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public async Task Without_any_one_of_the_required_settings_the_app_does_not_start(string environment)
    {
        var all = SettingsOf(environment);
        string[] required =
        [
            "Database:ConnectionString", "Http:PublicBaseUrl",
            all.ContainsKey("Identity:Authority") ? "Identity:Authority" : "Identity:Issuer", "Identity:Audience",
            "Replicate:ApiToken", "Replicate:WebhookTokenKey", "Replicate:WebhookSecrets:0",
            "Deliveries:SecretKeys:0:Id", "Deliveries:SecretKeys:0:Secret",
        ];

        foreach (var name in required)
            Assert.NotEmpty(await ErrorsAsync(all.Where(setting => setting.Key != name)));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Each_setting_of_the_app_is_one_that_the_app_reads(string environment)
    {
        var declared = DeclaredSettings.All.Select(setting => setting.Name).ToHashSet();

        var unknown = SettingsOf(environment).Keys
            .Where(name => !OfOthers.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Where(name => !name.StartsWith("Billing:Prices:price_", StringComparison.Ordinal))
            .Where(name => !declared.Contains(Index().Replace(name, ":0")));

        Assert.Empty(unknown);
    }

    [Fact]
    public void The_operators_of_the_parameters_are_settings_of_the_app()
    {
        var operators = SettingsOf(Templates.Container);

        Assert.Equal("roles", operators["Identity:RoleClaim"]);
        Assert.Equal("https://id.example.com/ ann", operators["Identity:AdminSubjects:0"]);
        Assert.Equal("https://b/ bob", operators["Identity:AdminSubjects:1"]);
        Assert.DoesNotContain(SettingsOf(Templates.Production).Keys,
            name => name is "Identity:RoleClaim" or "Identity:AdminSubjects:0");
    }

    [Fact]
    public void The_studio_page_signs_in_where_its_client_is_registered()
    {
        var container = SettingsOf(Templates.Container);
        var flex = SettingsOf(Templates.Page);

        Assert.Equal(
            ["oidc", "https://id.example.com", "studio-page", "openid"],
            new[] { "SignIn", "Authority", "ClientId", "Scope" }.Select(name => container[$"Page:{name}"]));
        Assert.Equal(
            ["oidc", flex["Identity:Authority"], "studio-page", "openid api://studio/use"],
            new[] { "SignIn", "Authority", "ClientId", "Scope" }.Select(name => flex[$"Page:{name}"]));
        Assert.DoesNotContain(
            SettingsOf(Templates.Production).Keys, name => name.StartsWith("Page:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_studio_page_may_upload_from_the_address_of_the_app()
    {
        var settings = SettingsOf(Templates.Page);
        string[] origins = [Bicep.Environment["ALLOWED_ORIGIN"], settings["Http:PublicBaseUrl"]];
        string[] allowed = [settings["Http:AllowedOrigins:0"], settings["Http:AllowedOrigins:1"]];
        var storage = Assert.Single(templates[Templates.Page].OfType("Microsoft.Storage/storageAccounts/blobServices"),
            service => service.At("properties.cors.corsRules") is { } rules && rules.GetArrayLength() > 0);

        Assert.Equal(origins, allowed);
        Assert.Equal(origins, storage.At("properties.cors.corsRules")!.Value[0].GetProperty("allowedOrigins")
            .EnumerateArray().Select(origin => origin.GetString()!));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void The_host_connects_to_its_storage_by_identity(string environment)
    {
        var settings = SettingsOf(environment);

        Assert.DoesNotContain("AzureWebJobsStorage", settings.Keys);
        foreach (var service in new[] { "blob", "queue", "table" })
        {
            Assert.Matches($"^https://sthost[a-z0-9]+\\.{service}\\.core\\.windows\\.net$",
                settings[$"AzureWebJobsStorage:{service}ServiceUri"]);
        }

        Assert.Equal("managedidentity", settings["AzureWebJobsStorage:credential"]);
        Assert.Equal(settings["AZURE_CLIENT_ID"], settings["AzureWebJobsStorage:clientId"]);
        Assert.Equal(settings["AzureWebJobsStorage:queueServiceUri"], settings["Storage:QueueServiceUri"]);
        Assert.NotEqual(settings["AzureWebJobsStorage:blobServiceUri"], settings["Storage:BlobServiceUri"]);
    }

    [Theory]
    [InlineData(Templates.Development)]
    [InlineData(Templates.Production)]
    public void No_setting_is_set_that_Flex_Consumption_rejects(string environment) =>
        Assert.Empty(SettingsOf(environment).Keys.Intersect(RejectedByFlexConsumption));

    [Theory]
    [InlineData(Templates.Development)]
    [InlineData(Templates.Production)]
    public void The_function_app_runs_the_isolated_worker_on_the_target_framework(string environment)
    {
        var app = Assert.Single(templates[environment].OfType("Microsoft.Web/sites"));

        Assert.Equal("functionapp,linux", app.TextAt("kind"));
        Assert.Equal("dotnet-isolated", app.TextAt("properties.functionAppConfig.runtime.name"));
        Assert.Equal($"{Environment.Version.Major}.0", app.TextAt("properties.functionAppConfig.runtime.version"));
        var plan = Assert.Single(templates[environment].OfType("Microsoft.Web/serverfarms"));
        Assert.Equal("FlexConsumption", plan.TextAt("sku.tier"));
    }

    [Fact]
    public void The_connections_of_all_processes_fit_into_the_database_of_production()
    {
        const int admitted = 1703; // by Standard_D4ds_v5
        var resources = templates[Templates.Production];
        var database = Assert.Single(resources.OfType("Microsoft.DBforPostgreSQL/flexibleServers"));
        Assert.Equal("Standard_D4ds_v5", database.TextAt("sku.name"));
        var scale = Assert.Single(resources.OfType("Microsoft.Web/sites"))
            .At("properties.functionAppConfig.scaleAndConcurrency")!.Value;
        var instances = scale.GetProperty("maximumInstanceCount").GetInt32();
        var pool = PoolSize().Match(SettingsOf(Templates.Production)["Database:ConnectionString"]).Groups[1].Value;
        var (queues, timers) = (FunctionNames.OfQueues.Count, FunctionNames.OfTimers.Count);

        // All HTTP functions scale together, each other function by itself. A timer runs on one instance.
        Assert.InRange((((1 + queues) * instances) + timers) * int.Parse(pool), 1, admitted);
    }

    private Dictionary<string, string> SettingsOf(string environment) => AppSettings.Of(templates[environment])
        .ToDictionary(
            setting => setting.Key.Replace("__", ":"),
            setting => setting.Value.Secret is { } secret ? SampleSecrets[secret] : setting.Value.Text);

    private static async Task<IReadOnlyList<string>> ErrorsAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        await using var app = PlainServer.Build(settings.Select(
            setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        return ConfigurationErrors.Of(app.Services);
    }

    [GeneratedRegex(":[0-9]+(?=$|:)")]
    private static partial Regex Index();

    [GeneratedRegex("Maximum Pool Size=([0-9]+)")]
    private static partial Regex PoolSize();
}
