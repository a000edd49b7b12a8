using RenderStudio.Core;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

/// <summary>The endpoints of billing in the API document.</summary>
public static class BillingDocument
{
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
        .Text<BillingPage>("url", "The address of the page. It expires, so do not store it.");
}
