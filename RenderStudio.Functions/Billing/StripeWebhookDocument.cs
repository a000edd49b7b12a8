using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Billing;

/// <summary>The two addresses of Stripe's webhook in the API document.</summary>
public static class StripeWebhookDocument
{
    public static Operation Receive() =>
        Describe("receiveStripeWebhook", "Receive an event of Stripe", "For Stripe only. An event may be repeated.");

    public static Operation ReceiveBefore() => Describe(
        "receiveStripeWebhookBefore", "Receive an event of Stripe at the earlier address",
        "For Stripe only. Behaves as `/api/v1/webhooks/stripe`, for endpoints that are configured with this address.");

    private static Operation Describe(string id, string summary, string description) => new(id, Tags.Webhooks, summary)
    {
        Description = description,
        Access = Access.StripeSignature,
        Parameters =
        [
            Parameters.Header("Stripe-Signature", "Time and signatures of the body.", Field.Text(),
                "t=1795253400,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"),
        ],
        Bodies =
        [
            Content.Json(
                new() { Type = JsonSchemaType.Object, Description = "An event of Stripe." },
                """{"id":"evt_1SXf2kJ0zQ8mVbT4","object":"event","type":"invoice.paid","livemode":false}"""),
        ],
        Answers =
        [
            new(200, "The event is stored.")
            {
                Contents = [Content.Json(new() { Type = JsonSchemaType.Object }, "{}")],
            },
        ],
        Problems =
        [
            ProblemCode.InvalidWebhook, ProblemCode.WebhookSignatureInvalid, ProblemCode.BillingNotConfigured,
            ProblemCode.BodyTooLarge,
        ],
    };
}
