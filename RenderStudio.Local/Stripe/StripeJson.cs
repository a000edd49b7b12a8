using System.Text.Json.Nodes;

namespace RenderStudio.Local.Stripe;

/// <summary>Describes objects in the shape of the selected API version.</summary>
internal sealed class StripeJson(StripeBook book)
{
    private const string Currency = "aud";

    public string Version => book.Settings.OldVersion ? "2024-06-20" : "2025-09-30.clover";

    public static JsonObject Session(SimulatedSession session, string? url = null) => new()
    {
        ["id"] = session.Id,
        ["object"] = "checkout.session",
        ["mode"] = session.Price.IsMonthly ? "subscription" : "payment",
        ["status"] = session.Status,
        ["created"] = session.Created.ToUnixTimeSeconds(),
        ["payment_status"] = session.IsPaid ? "paid" : "unpaid",
        ["customer"] = session.Customer,
        ["client_reference_id"] = session.Reference,
        ["payment_intent"] = session.Price.IsMonthly ? null : session.Payment?.Intent,
        ["amount_total"] = session.Price.Amount,
        ["currency"] = Currency,
        ["livemode"] = false,
        ["url"] = url,
    };

    public JsonObject Subscription(SimulatedSubscription subscription)
    {
        var period = new JsonObject
        {
            ["current_period_start"] = subscription.Starts.ToUnixTimeSeconds(),
            ["current_period_end"] = subscription.Ends.ToUnixTimeSeconds(),
        };
        var item = new JsonObject { ["object"] = "subscription_item", ["price"] = Price(subscription.Price) };
        var described = new JsonObject
        {
            ["id"] = subscription.Id,
            ["object"] = "subscription",
            ["customer"] = subscription.Customer,
            ["status"] = subscription.Status,
            ["cancel_at_period_end"] = subscription.EndsWithPeriod,
            ["livemode"] = false,
            ["items"] = List(item),
        };
        foreach (var (name, time) in period.ToList())
            (book.Settings.OldVersion ? described : item)[name] = time!.DeepClone();
        return described;
    }

    public JsonObject Invoice(
        string id, SimulatedSubscription subscription, long amount, SimulatedPayment? payment, DateTimeOffset from)
    {
        var line = new JsonObject
        {
            ["object"] = "line_item",
            ["amount"] = amount,
            ["period"] = new JsonObject
            {
                ["start"] = from.ToUnixTimeSeconds(),
                ["end"] = subscription.Ends.ToUnixTimeSeconds(),
            },
        };
        var invoice = new JsonObject
        {
            ["id"] = id,
            ["object"] = "invoice",
            ["customer"] = subscription.Customer,
            ["status"] = payment is null ? "open" : "paid",
            ["amount_due"] = amount,
            ["amount_paid"] = payment is null ? 0 : amount,
            ["currency"] = Currency,
            ["livemode"] = false,
            ["lines"] = List(line),
        };
        if (book.Settings.OldVersion)
        {
            line["price"] = Price(subscription.Price);
            invoice["payment_intent"] = payment?.Intent;
        }
        else
        {
            var details = new JsonObject { ["price"] = subscription.Price.Id };
            line["pricing"] = new JsonObject { ["price_details"] = details };
        }

        return invoice;
    }

    public static JsonObject InvoicePayment(string id, string invoice, SimulatedPayment payment) => new()
    {
        ["id"] = id,
        ["object"] = "invoice_payment",
        ["invoice"] = invoice,
        ["amount_paid"] = payment.Amount,
        ["livemode"] = false,
        ["payment"] = new JsonObject { ["type"] = "payment_intent", ["payment_intent"] = payment.Intent },
    };

    public static JsonObject Charge(SimulatedPayment payment) => new()
    {
        ["id"] = payment.Charge,
        ["object"] = "charge",
        ["customer"] = payment.Customer,
        ["payment_intent"] = payment.Intent,
        ["amount"] = payment.Amount,
        ["amount_refunded"] = payment.Refunded,
        ["refunded"] = payment.Refunded == payment.Amount,
        ["currency"] = Currency,
        ["livemode"] = false,
    };

    public static JsonObject Dispute(string id, SimulatedPayment payment, string status) => new()
    {
        ["id"] = id,
        ["object"] = "dispute",
        ["charge"] = payment.Charge,
        ["payment_intent"] = payment.Intent,
        ["amount"] = payment.Amount,
        ["status"] = status,
        ["currency"] = Currency,
        ["livemode"] = false,
    };

    public static JsonObject Price(SimulatedPrice price) => new()
    {
        ["id"] = price.Id,
        ["object"] = "price",
        ["active"] = true,
        ["unit_amount"] = price.Amount,
        ["currency"] = price.Currency,
        ["recurring"] = price.IsMonthly
            ? new JsonObject { ["interval"] = price.Interval, ["interval_count"] = price.IntervalCount }
            : null,
    };

    private static JsonObject List(JsonObject item) => new() { ["object"] = "list", ["data"] = new JsonArray(item) };
}
