using RenderStudio.Core;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Usage;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

/// <summary>The endpoints of billing in the API document.</summary>
public static class BillingDocument
{
    private const string OfferExample =
        """
        {"plans":[{"id":"pro","creditsPerMonth":300,"concurrentGenerations":4,"maxVariants":4,"bestQuality":"high",
         "maxStoredBytes":21474836480}],
         "prices":[{"priceId":"price_1SXf2kJ0zQ8mVbT4","plan":"pro","credits":300,"amount":1900,"amountDecimals":2,
         "currency":"aud","interval":"month"}],"hasPortal":false,"hasSubscription":false}
        """;

    public static Operation Offer() => new("getOffer", Tags.Billing, "List what can be bought")
    {
        Answers = [Answer.Json<Offer>(200, "Plans and prices; no prices if the app sells nothing.", OfferExample)],
    };

    public static Operation Checkout() => new("createCheckout", Tags.Billing, "Buy credits or subscribe to a plan")
    {
        Description = "Open the address in the browser of the owner. The credits arrive after Stripe confirms the "
            + "payment; `GET /api/v1/usage` shows them.",
        Bodies =
        [
            Content.Json(
                Field.Record(["priceId"], ("priceId", Field.Text("A price that the app sells, an id of Stripe."))),
                """{"priceId":"price_1SXf2kJ0zQ8mVbT4"}"""),
        ],
        Answers =
        [
            Answer.Json<BillingPage>(200, "The checkout page.",
                """{"url":"https://checkout.stripe.com/c/pay/cs_test_a1B2c3D4"}"""),
        ],
        Problems =
        [
            ProblemCode.BillingNotConfigured, ProblemCode.SubscriptionExists, .. OperationProblems.JsonBody,
        ],
    };

    public static Operation Portal() => new(
        "openCustomerPortal", Tags.Billing, "Change or end a subscription, and read invoices")
    {
        Description = "The portal is a page of Stripe. Owners who have not bought anything have none.",
        Answers =
        [
            Answer.Json<BillingPage>(200, "The customer portal.",
                """{"url":"https://billing.stripe.com/p/session/test_a1B2c3D4"}"""),
        ],
        Problems = [ProblemCode.BillingNotConfigured, ProblemCode.NotFound],
    };

    public static SchemaNotes OfBilling(this SchemaNotes notes) => notes
        .Text<Offer>("plans", "All plans, from the lowest to the best.")
        .Text<Offer>("prices", "Plans first, from the lowest to the best, then packs of credits.")
        .Text<Offer>("hasPortal", "Whether the owner has a customer portal.")
        .Text<Offer>("hasSubscription", "Whether the owner has a subscription, which only the portal changes.")
        .Choice<OfferedPlan>("id", PlansOptions.Ranks)
        .Text<OfferedPlan>("concurrentGenerations", "Maximum number of unfinished generations.")
        .Choice<OfferedPlan>("bestQuality", ["draft", "standard", "high"], "The highest quality of a generation.")
        .Text<OfferedPrice>("priceId", "For `POST /api/v1/billing/checkout`.")
        .Text<OfferedPrice>("plan", "The plan that it buys; null for a pack of credits.")
        .Text<OfferedPrice>("credits", "The credits of the pack, or of each month of the plan.")
        .Text<OfferedPrice>("amount",
            "Without the decimal point: 1900 with two decimals is 19.00. Null when Stripe computes it at the checkout.")
        .Text<OfferedPrice>("amountDecimals",
            "How many of the last digits of `amount` are decimals. Differs from ISO 4217 for some currencies.")
        .Text<OfferedPrice>("currency", "Three letters, as in ISO 4217, in lower case.")
        .Text<OfferedPrice>("interval", "`month` or `year`; null for a single payment.")
        .Text<BillingPage>("url", "The address of the page. It expires, so do not store it.");
}
