using RenderStudio.Core.Blobs;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// The paths of the resources, without a leading slash. <see cref="HttpFunctions"/> declares them to the Functions
/// host, and each feature maps its endpoints below them.
/// </summary>
public static class ApiRoutes
{
    public const string Admin = Version + "/admin";
    public const string ApiKeys = Version + "/api-keys";
    public const string ApiDocument = "api/openapi.json";
    public const string Assets = PublicAddress.Root;
    public const string Billing = Version + "/billing";
    public const string Catalog = Version + "/catalog";
    public const string Generations = Version + "/generations";
    public const string Health = "api/health";
    public const string Me = Version + "/me";
    public const string Quotes = Version + "/quotes";
    public const string Reference = "api/reference";
    public const string Renders = Version + "/renders";
    public const string ReplicateWebhook = WebhookAddress.Route;
    public const string StripeWebhook = Version + "/webhooks/stripe";

    /// <summary>The path that older Stripe endpoints are configured with.</summary>
    public const string StripeWebhookBefore = "api/webhook/stripe";

    public const string Storage = Version + "/storage";

    /// <summary>The studio page, which is a client of the API.</summary>
    public const string Studio = "studio";

    public const string Usage = Version + "/usage";
    public const string WebhookEndpoints = Version + "/webhook-endpoints";

    internal const string Root = "api";

    private const string Version = "api/v1";
}
