using System.Text.Json.Serialization;
using RenderStudio.Core;
using RenderStudio.Core.Billing;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

/// <summary>Addresses of pages at Stripe where an owner pays or changes a subscription.</summary>
public static class BillingFunctions
{
    public static void MapBilling(this IEndpointRouteBuilder app)
    {
        var billing = app.MapGroup(ApiRoutes.Billing).RequireCaller();
        billing.MapPost("checkout", CheckoutAsync).NoKey().Describe(BillingDocument.Checkout);
        billing.MapPost("portal", PortalAsync).NoKey().Describe(BillingDocument.Portal);
    }

    private static async Task<IResult> CheckoutAsync(HttpContext context, CreateCheckout create, CancellationToken ct)
    {
        if ((await JsonFields.ReadAsync(context)).Failed(out var unread, out var fields))
            return unread.ToResponse();
        var priceId = fields.Text("priceId");
        fields.RejectUnknownFields();
        return fields.Errors.ToProblem() is { } invalid
            ? invalid.ToResponse()
            : Respond(context, await create.RunAsync(priceId, context.Caller(), ct));
    }

    private static async Task<IResult> PortalAsync(HttpContext context, OpenPortal open, CancellationToken ct) =>
        Respond(context, await open.RunAsync(context.Caller(), ct));

    private static IResult Respond(HttpContext context, Result<string> page)
    {
        if (page.Failed(out var problem, out var url))
            return problem.ToResponse();
        context.Response.Headers.CacheControl = "no-store";
        return ReadableJson.ToResponse(new BillingPage(url), BillingJson.Default.BillingPage);
    }
}

/// <param name="Url">Open it in the owner's browser. It expires, so do not store it.</param>
public sealed record BillingPage(string Url);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BillingPage))]
public sealed partial class BillingJson : JsonSerializerContext;
