using System.Text.Json;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Reads an invoice. Up to API version 2025-02-24 a line has <c>price</c> and the invoice <c>payment_intent</c>; since
/// 2025-03-31 they are <c>pricing.price_details.price</c> and, if present, <c>payments</c>.
/// </summary>
internal static class PaidInvoice
{
    /// <summary>
    /// The period of the best plan among the lines; null when the invoice has none. A negative line is the unused rest
    /// of an earlier plan.
    /// </summary>
    public static PlanPeriod? PeriodOf(JsonElement invoice, string id, Guid ownerId, PriceTable prices) =>
        invoice.List("lines").Where(line => line.Number("amount") is >= 0)
            .Select(line => PeriodOf(line, id, ownerId, prices.Find(PriceOf(line))?.Plan)).OfType<PlanPeriod>()
            .OrderBy(period => Array.IndexOf(PlansOptions.Ranks, period.Plan)).ThenBy(period => period.EndsAt)
            .LastOrDefault();

    /// <summary>Null when the invoice does not name it.</summary>
    public static string? IntentOf(JsonElement invoice) =>
        invoice.Id("payment_intent") ?? invoice.List("payments")
            .Select(payment => payment.Child("payment")?.Id("payment_intent"))
            .FirstOrDefault(intent => intent is not null);

    private static PlanPeriod? PeriodOf(JsonElement line, string invoiceId, Guid ownerId, string? plan) =>
        plan is not null && line.Child("period") is { } period
        && period.Time("start") is { } start && period.Time("end") is { } end
            ? new(invoiceId, ownerId, plan, start, end, IsPaid: true)
            : null;

    private static string? PriceOf(JsonElement line) =>
        line.Id("price") ?? line.Child("pricing")?.Child("price_details")?.Id("price");
}
