using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>The groups of operations, in the order in which a client needs them.</summary>
public static class Tags
{
    public const string Catalog = "Catalog";
    public const string Storage = "Storage";
    public const string Generations = "Generations";
    public const string Renders = "Renders";
    public const string PublicFiles = "Public files";
    public const string OutboundWebhooks = "Outbound webhooks";
    public const string Account = "Account";
    public const string Billing = "Billing";
    public const string Operations = "Operations";
    public const string Webhooks = "Webhooks";

    public static ISet<OpenApiTag> All => new List<OpenApiTag>
    {
        Of(Catalog, "Modes, styles, models and limits."),
        Of(Storage, "Photos, logos and avatars of the owner."),
        Of(Generations, "Requests for pictures: price, submit, progress, cancel and retry."),
        Of(Renders, "The owner's library of finished pictures."),
        Of(PublicFiles, "Files of published renders and assets, without a token."),
        Of(OutboundWebhooks, "Servers of the owner that receive events, and the deliveries to them."),
        Of(Account, "API keys, credits and erasure."),
        Of(Billing, "Pages of Stripe where the owner pays or changes a subscription."),
        Of(Operations, "Health, calls for operators, and this document."),
        Of(Webhooks, "Calls by the image provider and by Stripe."),
    }.ToHashSet();

    private static OpenApiTag Of(string name, string description) => new() { Name = name, Description = description };
}
