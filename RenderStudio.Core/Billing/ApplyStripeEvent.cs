using Microsoft.Extensions.Logging;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Applies a stored event once, in one transaction. Events may arrive in any order and repeatedly: each adds facts
/// (a payment, money that went back, the state of a subscription), and credits and plans follow from all facts.
/// </summary>
public sealed partial class ApplyStripeEvent(
    StudioDatabase database, Payments payments, Withdrawals withdrawals, Subscriptions subscriptions,
    ILogger<ApplyStripeEvent> logger)
{
    public async Task<EventOutcome> RunAsync(StripeEvent told, CancellationToken ct)
    {
        var outcome = await CloseAsync(told.Id, connection => RunAsync(connection, told), ct);
        if (outcome is EventOutcome.Unreadable)
            LogUnreadable(logger, told.Id, told.Type);
        else
            LogApplied(logger, told.Id, told.Type, outcome);
        return outcome;
    }

    /// <summary>Closes a stored event that cannot be read.</summary>
    internal async Task RejectAsync(string id, CancellationToken ct)
    {
        await CloseAsync(id, _ => Task.FromResult(EventOutcome.Unreadable), ct);
        LogUnreadable(logger, id, "unknown");
    }

    private Task<EventOutcome> CloseAsync(
        string id, Func<NpgsqlConnection, Task<EventOutcome>> apply, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            await StripeEventStore.LockAllAsync(connection);
            if (!await StripeEventStore.IsOpenAsync(connection, id))
                return EventOutcome.NoEffect;
            var applied = await apply(connection);
            await StripeEventStore.CloseAsync(connection, id, applied);
            return applied;
        }, ct);

    /// <summary>Applies the event in the caller's transaction.</summary>
    internal Task<EventOutcome> RunAsync(NpgsqlConnection connection, StripeEvent told)
    {
        if (told.Account is not null)
            return Task.FromResult(EventOutcome.OtherAccount);
        return told.Type switch
        {
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" =>
                payments.RecordCheckoutAsync(connection, told),
            "invoice.paid" => payments.RecordInvoiceAsync(connection, told),
            "invoice_payment.paid" => withdrawals.RecordInvoicePaymentAsync(connection, told),
            "charge.refunded" => withdrawals.RecordRefundAsync(connection, told),
            "charge.dispute.created" or "charge.dispute.closed" => withdrawals.RecordDisputeAsync(connection, told),
            "customer.subscription.created" or "customer.subscription.updated" or "customer.subscription.deleted" =>
                subscriptions.RecordAsync(connection, told),
            // What was paid for is kept. The events of the subscription tell when it is past due or ends.
            "checkout.session.async_payment_failed" or "invoice.payment_failed" =>
                Task.FromResult(EventOutcome.NoEffect),
            _ => Task.FromResult(EventOutcome.UnknownType),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stripe event {EventId} ({Type}): {Outcome}")]
    private static partial void LogApplied(ILogger logger, string eventId, string type, EventOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Stripe event {EventId} ({Type}) lacks a required field; its payload is kept in stripe_events")]
    private static partial void LogUnreadable(ILogger logger, string eventId, string type);
}
