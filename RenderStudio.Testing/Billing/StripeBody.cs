using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Core.Billing;
using Stripe;

namespace RenderStudio.Testing.Billing;

/// <summary>Events as Stripe sends them, of the API version before or since the fields of invoices moved.</summary>
public static class StripeBody
{
    public const string Secret = "whsec_test_secret_of_the_endpoint";

    private static int last;

    public static string NewId(string prefix) => $"{prefix}_{Interlocked.Increment(ref last)}{Guid.NewGuid():n}";

    public static JsonObject Event(string type, JsonObject about, DateTimeOffset? created = null) => new()
    {
        ["id"] = NewId("evt"),
        ["object"] = "event",
        ["api_version"] = "2025-09-30.clover",
        ["created"] = (created ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds(),
        ["type"] = type,
        ["livemode"] = false,
        ["data"] = new JsonObject { ["object"] = about },
    };

    public static JsonObject Session(
        string customer, Guid reference, string? intent, long amount, string status = "paid") => new()
        {
            ["id"] = NewId("cs"),
            ["object"] = "checkout.session",
            ["mode"] = "payment",
            ["payment_status"] = status,
            ["customer"] = customer,
            ["client_reference_id"] = reference.ToString(),
            ["payment_intent"] = intent,
            ["amount_total"] = amount,
        };

    public static JsonObject Charge(string customer, string intent, long amount, long refunded) => new()
    {
        ["id"] = $"ch_of_{intent}",
        ["object"] = "charge",
        ["customer"] = customer,
        ["payment_intent"] = intent,
        ["amount"] = amount,
        ["amount_refunded"] = refunded,
    };

    public static JsonObject Dispute(string intent, long amount, string status) => new()
    {
        ["id"] = $"du_of_{intent}",
        ["object"] = "dispute",
        ["payment_intent"] = intent,
        ["amount"] = amount,
        ["status"] = status,
    };

    /// <param name="intent">Named by the invoice only in the older version.</param>
    public static JsonObject Invoice(
        string id, string customer, string price, long amount, DateTimeOffset from, string? intent = null)
    {
        var line = new JsonObject
        {
            ["amount"] = amount,
            ["period"] = new JsonObject
            {
                ["start"] = from.ToUnixTimeSeconds(),
                ["end"] = from.AddMonths(1).ToUnixTimeSeconds(),
            },
        };
        var invoice = new JsonObject
        {
            ["id"] = id,
            ["object"] = "invoice",
            ["customer"] = customer,
            ["amount_paid"] = amount,
            ["lines"] = new JsonObject { ["data"] = new JsonArray(line) },
        };
        if (intent is null)
            line["pricing"] = new JsonObject { ["price_details"] = new JsonObject { ["price"] = price } };
        else
            (line["price"], invoice["payment_intent"]) = (new JsonObject { ["id"] = price }, intent);
        return invoice;
    }

    public static JsonObject InvoicePayment(string invoice, string intent) => new()
    {
        ["id"] = NewId("inpay"),
        ["object"] = "invoice_payment",
        ["invoice"] = invoice,
        ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = intent },
    };

    public static JsonObject Subscription(
        string id, string customer, string price, string status, DateTimeOffset from) => new()
        {
            ["id"] = id,
            ["object"] = "subscription",
            ["customer"] = customer,
            ["status"] = status,
            ["items"] = new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject
                {
                    ["price"] = new JsonObject { ["id"] = price },
                    ["current_period_start"] = from.ToUnixTimeSeconds(),
                    ["current_period_end"] = from.AddMonths(1).ToUnixTimeSeconds(),
                }),
            },
        };

    public static StripeEvent Parsed(JsonObject body) =>
        StripeEvent.Parse(Encoding.UTF8.GetBytes(body.ToJsonString()));

    /// <summary>The header <c>Stripe-Signature</c>.</summary>
    public static string Sign(string body, DateTimeOffset at, string secret = Secret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString();
        return $"t={timestamp},v1={EventUtility.ComputeSignature(secret, timestamp, body)}";
    }

    public static Task<HttpResponseMessage> DeliverAsync(
        HttpClient app, JsonObject body, string path = "/api/v1/webhooks/stripe")
    {
        var text = body.ToJsonString();
        return DeliverAsync(app, Encoding.UTF8.GetBytes(text), Sign(text, TimeProvider.System.GetUtcNow()), path);
    }

    public static async Task<HttpResponseMessage> DeliverAsync(
        HttpClient app, byte[] body, string? header, string path = "/api/v1/webhooks/stripe")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Stripe-Signature", header);
        return await app.SendAsync(request);
    }
}
