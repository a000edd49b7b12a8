using Npgsql;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Records what events tell about payments. A payment grants its credits once, however many events tell of it, and
/// refunds and lost disputes take them back once, also when they arrive before the payment.
/// </summary>
public sealed class Payments(PriceTable prices, Accounts accounts)
{
    /// <summary>A completed checkout of a pack. Subscriptions are paid by invoices.</summary>
    public async Task<EventOutcome> RecordCheckoutAsync(NpgsqlConnection connection, StripeEvent told)
    {
        var session = told.Object;
        if (session.Text("mode") != "payment"
            || session.Text("payment_status") is not ("paid" or "no_payment_required"))
            return EventOutcome.NoEffect;
        if (session.Text("id") is not { } id || session.Number("amount_total") is not { } amount)
            return EventOutcome.Unreadable;
        // What was bought is read from our own row, not from the session.
        if (await CheckoutStore.FindAsync(connection, session.Text("client_reference_id")) is not { } checkout
            || await CustomerStore.OwnerOfAsync(connection, session.Id("customer")) != checkout.OwnerId)
            return EventOutcome.UnknownCustomer;
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
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>A paid period of a plan.</summary>
    public async Task<EventOutcome> RecordInvoiceAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (told.Object.Text("id") is not { } id)
            return EventOutcome.Unreadable;
        if (await CustomerStore.OwnerOfAsync(connection, told.Object.Id("customer")) is not { } ownerId)
            return EventOutcome.UnknownCustomer;
        if (PaidInvoice.PeriodOf(told.Object, id, ownerId, prices) is not { } period
            || await PaymentStore.ExistsAsync(connection, id))
            return EventOutcome.NoEffect;
        await PlanPeriodStore.SetAsync(connection, period);
        await accounts.GetOrCreateLockedAsync(connection, ownerId);
        var intent = PaidInvoice.IntentOf(told.Object) ?? await PaymentStore.IntentOfInvoiceAsync(connection, id);
        await PaymentStore.AddAsync(connection, new()
        {
            Id = id,
            OwnerId = ownerId,
            PaymentIntent = intent,
            Amount = told.Object.Number("amount_paid") ?? 0,
            Credits = await CreditLedger.GrantedAsync(connection, ownerId, period),
            IsPurchase = false,
            PaidAt = told.Created,
        });
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>Which payment intent paid an invoice.</summary>
    public async Task<EventOutcome> RecordInvoicePaymentAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (told.Object.Child("payment")?.Id("payment_intent") is not { } intent)
            return EventOutcome.NoEffect;
        if (told.Object.Id("invoice") is not { } invoiceId)
            return EventOutcome.Unreadable;
        await PaymentStore.LinkAsync(connection, intent, invoiceId);
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>The refunded part of a charge, which only grows.</summary>
    public Task<EventOutcome> RecordRefundAsync(NpgsqlConnection connection, StripeEvent told) =>
        WithdrawAsync(connection, told, told.Object.Number("amount_refunded"));

    /// <summary>A dispute, which takes money back only when it is lost.</summary>
    public Task<EventOutcome> RecordDisputeAsync(NpgsqlConnection connection, StripeEvent told) =>
        told.Object.Text("status") == "lost"
            ? WithdrawAsync(connection, told, told.Object.Number("amount"))
            : Task.FromResult(EventOutcome.NoEffect);

    private static async Task<EventOutcome> WithdrawAsync(NpgsqlConnection connection, StripeEvent told, long? amount)
    {
        if (told.Object.Text("id") is not { } id || amount is not >= 0)
            return EventOutcome.Unreadable;
        if (told.Object.Id("payment_intent") is not { } intent)
            return EventOutcome.NoEffect;
        await PaymentStore.WithdrawAsync(connection, id, intent, amount.Value);
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>Takes back the credits of what has gone back to the payer and has not been taken back yet.</summary>
    private static async Task ReverseAsync(NpgsqlConnection connection, string? intent)
    {
        if (intent is null)
            return;
        var withdrawn = await PaymentStore.WithdrawnAsync(connection, intent);
        foreach (var payment in await PaymentStore.OfIntentAsync(connection, intent))
        {
            if (!payment.IsPurchase && payment.IsFullyWithdrawn(withdrawn))
                await PlanPeriodStore.RemoveAsync(connection, payment.Id);
            if (payment.ReversalOf(withdrawn) is var reversed && reversed <= payment.Reversed)
                continue;
            await PaymentStore.SetReversedAsync(connection, payment.Id, reversed);
            await CreditLedger.ReverseAsync(connection, payment.OwnerId, reversed - payment.Reversed,
                payment.IsPurchase, $"reverse:{payment.Id}:{reversed}", "The payment was refunded or disputed");
        }
    }
}
