using Npgsql;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Records what events tell about money that went back. Refunds and lost disputes take the credits of their payment
/// back once, also when they arrive before the payment.
/// </summary>
public sealed class Withdrawals(Accounts accounts)
{
    private const string Reason = "The payment was refunded or disputed";

    /// <summary>Which payment intent paid an invoice.</summary>
    public async Task<EventOutcome> RecordInvoicePaymentAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (told.About.Child("payment") is not { } payment)
            return EventOutcome.NoEffect;
        if (payment.HasUnreadableId("payment_intent"))
            return EventOutcome.Unreadable;
        if (payment.Id("payment_intent") is not { } intent)
            return EventOutcome.NoEffect;
        if (told.About.Id("invoice") is not { } invoiceId)
            return EventOutcome.Unreadable;
        await PaymentStore.LinkAsync(connection, intent, invoiceId);
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>The refunded part of a charge, which only grows.</summary>
    public Task<EventOutcome> RecordRefundAsync(NpgsqlConnection connection, StripeEvent told) =>
        WithdrawAsync(connection, told, told.About.Number("amount_refunded"));

    /// <summary>A dispute, which takes money back only when it is lost.</summary>
    public Task<EventOutcome> RecordDisputeAsync(NpgsqlConnection connection, StripeEvent told) =>
        told.About.Text("status") == "lost"
            ? WithdrawAsync(connection, told, told.About.Number("amount"))
            : Task.FromResult(EventOutcome.NoEffect);

    private async Task<EventOutcome> WithdrawAsync(NpgsqlConnection connection, StripeEvent told, long? amount)
    {
        // A charge names its customer, a dispute does not.
        if (told.About.Id("customer") is { } customer
            && await CustomerStore.OwnerOfAsync(connection, customer) is null)
            return EventOutcome.UnknownCustomer;
        if (told.About.Text("id") is not { } id || amount is not >= 0
            || told.About.HasUnreadableId("payment_intent"))
            return EventOutcome.Unreadable;
        if (told.About.Id("payment_intent") is not { } intent)
            return EventOutcome.NoEffect;
        await PaymentStore.WithdrawAsync(connection, id, intent, amount.Value);
        await ReverseAsync(connection, intent);
        return EventOutcome.Applied;
    }

    /// <summary>
    /// Takes back the credits of what has gone back to the payer and has not been taken back yet. The credits that are
    /// due to expire do so first, so that the result does not depend on when the account was last read.
    /// </summary>
    public async Task ReverseAsync(NpgsqlConnection connection, string? intent)
    {
        if (intent is null)
            return;
        var withdrawn = await PaymentStore.WithdrawnAsync(connection, intent);
        foreach (var stored in await PaymentStore.OfIntentAsync(connection, intent))
        {
            var account = await accounts.GetOrCreateLockedAsync(connection, stored.OwnerId);
            var payment = await WithGrantAsync(connection, stored);
            if (!payment.IsPurchase && payment.IsFullyWithdrawn(withdrawn))
                await accounts.EndPeriodAsync(connection, payment.OwnerId, payment.Id, payment.Credits);
            if (payment.ReversalOf(withdrawn) is var reversed && reversed > payment.Reversed)
                await ReverseAsync(connection, account, payment, reversed);
        }
    }

    /// <summary>
    /// The payment with the credits that its plan has granted. A plan that is paid while another one is running grants
    /// them when that one has ended.
    /// </summary>
    private static async Task<Payment> WithGrantAsync(NpgsqlConnection connection, Payment payment)
    {
        if (payment is { IsPurchase: true } or { Period: not null }
            || await PlanPeriodStore.FindAsync(connection, payment.Id) is not { } plan
            || await CreditLedger.GrantedAsync(connection, payment.OwnerId, plan) is not { } granted)
            return payment;
        await PaymentStore.SetGrantAsync(connection, payment.Id, granted.Credits, granted.Period);
        return payment with { Credits = granted.Credits, Period = granted.Period };
    }

    private static async Task ReverseAsync(NpgsqlConnection connection, Account account, Payment payment, int reversed)
    {
        var (ownerId, credits, cause) = (
            payment.OwnerId, reversed - payment.Reversed, $"reverse:{payment.Id}:{reversed}");
        if (payment.Period is not { } period)
        {
            await PaymentStore.SetReversedAsync(connection, payment.Id, reversed, payment.Expired);
            await CreditLedger.ReverseAsync(connection, ownerId, credits, payment.IsPurchase, cause, Reason);
            return;
        }

        // Credits that expired are gone. Each of them counts for one of the payments of the period.
        var expired = Math.Min(credits, await CreditLedger.ExpiredAsync(connection, ownerId, period)
            - await PaymentStore.ExpiredAsync(connection, ownerId, period));
        await PaymentStore.SetReversedAsync(connection, payment.Id, reversed, payment.Expired + expired);
        await ReverseMonth.RunAsync(connection, account, new(ownerId, period, credits - expired, cause, Reason));
    }
}
