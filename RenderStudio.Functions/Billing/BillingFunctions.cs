using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Billing;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

/// <summary>What an owner can buy, and addresses of pages at Stripe where an owner pays.</summary>
public static class BillingFunctions
{
    public static void MapBilling(this IEndpointRouteBuilder app)
    {
        var billing = app.MapGroup(ApiRoutes.Billing).RequireCaller();
        billing.MapGet("", OfferAsync).NoKey().Describe(BillingDocument.Offer);
        billing.MapPost("checkout", CheckoutAsync).NoKey().Describe(BillingDocument.Checkout);
        billing.MapPost("portal", PortalAsync).NoKey().Describe(BillingDocument.Portal);
    }

    private static async Task<IResult> OfferAsync(HttpContext context, GetOffer get, CancellationToken ct) =>
        (await get.RunAsync(context.Caller(), ct)).Failed(out var problem, out var offer)
            ? problem.ToResponse()
            : ReadableJson.ToResponse(offer, BillingJson.Default.Offer);

    private static async Task<IResult> CheckoutAsync(HttpContext context, CreateCheckout create, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var unread, out var fields))
            return unread.ToResponse();
        var priceId = fields.Text("priceId");
        fields.RejectUnknownFields();
        return fields.Errors.ToProblem() is { } invalid
            ? invalid.ToResponse()
            : Respond(await create.RunAsync(priceId, context.Caller(), ct));
    }

    private static async Task<IResult> PortalAsync(HttpContext context, OpenPortal open, CancellationToken ct) =>
        Respond(await open.RunAsync(context.Caller(), ct));

    private static IResult Respond(Result<string> page) => page.Failed(out var problem, out var url)
        ? problem.ToResponse()
        : ReadableJson.ToResponse(new BillingPage(url), BillingJson.Default.BillingPage);
}

/// <param name="Url">Open it in the owner's browser. It expires, so do not store it.</param>
public sealed record BillingPage(string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BillingPage))]
[JsonSerializable(typeof(Offer))]
public sealed partial class BillingJson : JsonSerializerContext;
