using RenderStudio.Local.Children;
using RenderStudio.Local.Stripe;

namespace RenderStudio.Local.Studio;

/// <summary>The app settings of the function app.</summary>
public static class StudioSettings
{
    // For psql, the studio's own connections and diagnostics while all instances are busy.
    private const int SpareConnections = 24;

    public static Dictionary<string, string> Create(
        StudioOptions options, StudioKeys keys, Upstream upstream, string postgres, string storage, Uri address)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            ["AzureWebJobsStorage"] = storage,
            ["Database__ConnectionString"] = $"{postgres};Maximum Pool Size={PoolOf(options.Instances)}",
            ["Storage__ConnectionString"] = storage,
            ["Http__PublicBaseUrl"] = upstream.PublicBaseUrl ?? address.GetLeftPart(UriPartial.Authority),
            // Usual origins of frontends in development: Vite, and Next or Create React App.
            ["Http__AllowedOrigins__0"] = "http://localhost:5173",
            ["Http__AllowedOrigins__1"] = "http://localhost:3000",
            // The studio page, by both names of this machine: it uploads photos directly to storage.
            ["Http__AllowedOrigins__2"] = address.GetLeftPart(UriPartial.Authority),
            ["Http__AllowedOrigins__3"] = $"http://localhost:{address.Port}",
            ["Page__SignIn"] = "local",
            ["Identity__Issuer"] = LocalIdentity.Issuer,
            ["Identity__Audience"] = LocalIdentity.Audience,
            ["Identity__RoleClaim"] = "roles",
            ["Identity__Keys__0__Id"] = LocalIdentity.KeyId,
            ["Identity__Keys__0__Algorithm"] = "HS256",
            ["Identity__Keys__0__Secret"] = keys.TokenSigning,
            ["Replicate__WebhookTokenKey"] = keys.WebhookToken,
            ["Deliveries__SecretKeys__0__Id"] = "local",
            ["Deliveries__SecretKeys__0__Secret"] = keys.EndpointSecrets!,
            ["Deliveries__AllowLoopback"] = "true", // a server on this machine can receive outbound webhooks
        };
        // Load tests on this machine send all requests from one address, and often for one owner.
        foreach (var kind in (string[])["Addresses", "Webhooks", "Keys", "Reads", "Changes", "Submits", "Preparations"])
        {
            settings[$"Limits__{kind}__PerMinute"] = "10000000";
            settings[$"Limits__{kind}__Burst"] = "1000000";
        }

        settings["Limits__OpenStreams"] = "100000";
        settings["Replicate__CreatesPerMinute"] = settings["Replicate__CreateBurst"] = "10000000";
        foreach (var (name, value) in upstream.Settings.Concat(options.Settings))
            settings[name] = value;
        return settings;
    }

    /// <summary>Adds the settings of billing, unless the options of the studio set an account at Stripe.</summary>
    public static void AddStripe(Dictionary<string, string> settings, StudioKeys keys, Uri simulator, Uri address)
    {
        if (settings.ContainsKey("Billing__SecretKey"))
            return;
        var origin = simulator.GetLeftPart(UriPartial.Authority);
        settings["Billing__SecretKey"] = StripeSimulatorOptions.SimulatedKey;
        settings["Billing__WebhookSecrets__0"] = keys.WebhookSecret;
        settings["Billing__DevelopmentApiBase"] = origin;
        settings.TryAdd("Billing__SuccessUrl", $"{new Uri(address, "/studio/account?purchase=paid")}");
        settings.TryAdd("Billing__ReturnUrl", $"{new Uri(address, "/studio/account?purchase=ended")}");
        settings.TryAdd($"Billing__Prices__{StripeSimulatorOptions.Pack}", "100");
        settings.TryAdd($"Billing__Prices__{StripeSimulatorOptions.Pro}", "pro");
        settings.TryAdd($"Billing__Prices__{StripeSimulatorOptions.Studio}", "studio");
    }

    /// <summary>Makes the app accept the tokens of this issuer, in addition to those of the studio.</summary>
    /// <remarks>With <c>Page__SignIn=oidc</c>, users of the page sign in there.</remarks>
    public static void AddIssuer(Dictionary<string, string> settings, string address)
    {
        settings.TryAdd("Identity__Issuers__0__Authority", address);
        settings.TryAdd("Identity__Issuers__0__RoleClaim", "roles");
        settings.TryAdd("Page__Authority", address);
    }

    private static int PoolOf(int instances) =>
        Math.Min(100, (PostgresChild.MaxConnections - SpareConnections) / instances);
}
