using Npgsql;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Records what events tell about payments. A payment grants its credits once, however many events tell of it.
/// </summary>
public sealed class Payments(PriceTable prices, Accounts accounts, Withdrawals withdrawals)
{
    /// <summary>A completed checkout of a pack. Subscriptions are paid by invoices.</summary>
    public async Task<EventOutcome> RecordCheckoutAsync(NpgsqlConnection connection, StripeEvent told)
    {
        var session = told.About;
        if (session.Text("mode") != "payment"
            || session.Text("payment_status") is not ("paid" or "no_payment_required"))
            return EventOutcome.NoEffect;
        // What was bought is read from our own row, not from the session.
        if (await CheckoutStore.FindAsync(connection, session.Text("client_reference_id")) is not { } checkout
            || await CustomerStore.OwnerOfAsync(connection, session.Id("customer")) != checkout.OwnerId)
            return EventOutcome.UnknownCustomer;
        if (session.Text("id") is not { } id || session.Number("amount_total") is not { } amount
            || session.HasUnreadableId("payment_intent"))
            return EventOutcome.Unreadable;
        var intent = session.Id("payment_intent");
        var payment = new Payment
        {
            Id = intent ?? id,
            OwnerId = checkout.OwnerId,
            PaymentIntent = intent,
            Amount = amount,
            Credits = checkout.Credits,
            IsPurchase = true,
            PaidAt = told.Created,
        };
        if (!await PaymentStore.AddAsync(connection, payment))
            return EventOutcome.NoEffect;
        await accounts.GetOrCreateLockedAsync(connection, checkout.OwnerId);
        await CreditLedger.PurchaseAsync(
            connection, checkout.OwnerId, checkout.Credits, $"purchase:{payment.Id}", "Purchased credits");
        await withdrawals.ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>A paid period of a plan.</summary>
    public async Task<EventOutcome> RecordInvoiceAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (await CustomerStore.OwnerOfAsync(connection, told.About.Id("customer")) is not { } ownerId)
            return EventOutcome.UnknownCustomer;
        if (told.About.Text("id") is not { } id || told.About.HasUnreadableId("payment_intent"))
            return EventOutcome.Unreadable;
        if (PaidInvoice.PeriodOf(told.About, id, ownerId, prices) is not { } period
            || await PaymentStore.ExistsAsync(connection, id))
            return EventOutcome.NoEffect;
        await PlanPeriodStore.SetAsync(connection, period);
        await accounts.GetOrCreateLockedAsync(connection, ownerId);
        var intent = PaidInvoice.IntentOf(told.About) ?? await PaymentStore.IntentOfInvoiceAsync(connection, id);
        var granted = await CreditLedger.GrantedAsync(connection, ownerId, period);
        await PaymentStore.AddAsync(connection, new()
        {
            Id = id,
            OwnerId = ownerId,
            PaymentIntent = intent,
            Amount = told.About.Number("amount_paid") ?? 0,
            Credits = granted?.Credits ?? 0,
            Period = granted?.Period,
            IsPurchase = false,
            PaidAt = told.Created,
        });
        await withdrawals.ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }
}
