using RenderStudio.Local.Replicate;

namespace RenderStudio.Local.Stripe;

/// <summary>What payers, operators and time do; each step adds the events that Stripe would send.</summary>
internal sealed class StripeWork(StripeBook book, StripeEvents events, StripeJson json, SimulatorClock clock)
{
    /// <summary>Pays an open session once.</summary>
    /// <returns>False when the session is expired.</returns>
    public bool Pay(SimulatedSession session)
    {
        lock (book.Changing)
        {
            if (session.Status != "open")
                return !session.IsExpired;
            session.Payment = Charge(session.Customer, session.Price.Amount);
            session.IsPaid = true;
            if (session.Price.IsMonthly)
                Subscribe(session, session.Payment);
            else
                events.Add("payment_intent.succeeded", StripeJson.Charge(session.Payment));
            events.Add("checkout.session.completed", StripeJson.Session(session));
            return true;
        }
    }

    /// <returns>False when the session is not open.</returns>
    public bool Expire(SimulatedSession session)
    {
        lock (book.Changing)
        {
            if (session.Status != "open")
                return false;
            session.IsExpired = true;
            events.Add("checkout.session.expired", StripeJson.Session(session));
            return true;
        }
    }

    public void Refund(SimulatedPayment payment, long? amount)
    {
        lock (book.Changing)
        {
            payment.Refunded = Math.Min(payment.Amount, payment.Refunded + (amount ?? payment.Amount));
            events.Add("charge.refunded", StripeJson.Charge(payment));
        }
    }

    /// <param name="status"><c>lost</c> or <c>won</c>.</param>
    public void Dispute(SimulatedPayment payment, string status)
    {
        var id = book.NewId("du");
        events.Add("charge.dispute.created", StripeJson.Dispute(id, payment, "needs_response"));
        events.Add("charge.dispute.closed", StripeJson.Dispute(id, payment, status));
    }

    /// <summary>A higher price at once, with an invoice for the difference; a lower one with the next period.</summary>
    public void Change(SimulatedSubscription subscription, SimulatedPrice price)
    {
        lock (book.Changing)
        {
            if (price.Amount < subscription.Price.Amount)
            {
                subscription.NextPrice = price;
                return;
            }

            var difference = price.Amount - subscription.Price.Amount;
            (subscription.Price, subscription.NextPrice) = (price, null);
            events.Add("customer.subscription.updated", json.Subscription(subscription));
            Invoice(subscription, difference, clock.Now);
        }
    }

    public void Cancel(SimulatedSubscription subscription, bool atPeriodEnd)
    {
        lock (book.Changing)
        {
            subscription.EndsWithPeriod = true;
            if (atPeriodEnd)
                events.Add("customer.subscription.updated", json.Subscription(subscription));
            else
                End(subscription);
        }
    }

    /// <summary>Ends the subscriptions of a deleted customer.</summary>
    public void Delete(string customer)
    {
        foreach (var subscription in book.Subscriptions.Values.Where(one => one.Customer == customer))
            Cancel(subscription, atPeriodEnd: false);
    }

    /// <summary>Moves the clock forward, and renews or ends the subscriptions whose periods have ended.</summary>
    public void Advance(TimeSpan by)
    {
        clock.Advance(by);
        lock (book.Changing)
        {
            foreach (var subscription in book.Subscriptions.Values)
            {
                while (subscription.Status == "active" && subscription.Ends <= clock.Now)
                    Renew(subscription);
            }
        }
    }

    private void Subscribe(SimulatedSession session, SimulatedPayment payment)
    {
        var subscription = new SimulatedSubscription
        {
            Id = book.NewId("sub"),
            Customer = session.Customer,
            Price = session.Price,
            Status = "active",
            Starts = clock.Now,
            Ends = clock.Now.AddMonths(1),
        };
        book.Subscriptions[subscription.Id] = subscription;
        events.Add("customer.subscription.created", json.Subscription(subscription));
        Invoice(subscription, session.Price.Amount, subscription.Starts, payment);
    }

    private void Renew(SimulatedSubscription subscription)
    {
        if (subscription.EndsWithPeriod)
        {
            End(subscription);
            return;
        }

        (subscription.Starts, subscription.Ends) = (subscription.Ends, subscription.Ends.AddMonths(1));
        (subscription.Price, subscription.NextPrice) = (subscription.NextPrice ?? subscription.Price, null);
        if (book.Settings.FailRenewals)
        {
            subscription.Status = "past_due";
            events.Add("invoice.payment_failed", json.Invoice(
                book.NewId("in"), subscription, subscription.Price.Amount, null, subscription.Starts));
        }
        else
        {
            Invoice(subscription, subscription.Price.Amount, subscription.Starts);
        }

        events.Add("customer.subscription.updated", json.Subscription(subscription));
    }

    private void End(SimulatedSubscription subscription)
    {
        subscription.Status = "canceled";
        events.Add("customer.subscription.deleted", json.Subscription(subscription));
    }

    private void Invoice(
        SimulatedSubscription subscription, long amount, DateTimeOffset from, SimulatedPayment? payment = null)
    {
        payment ??= Charge(subscription.Customer, amount);
        var id = book.NewId("in");
        events.Add("invoice.paid", json.Invoice(id, subscription, amount, payment, from));
        events.Add("invoice_payment.paid", StripeJson.InvoicePayment(book.NewId("inpay"), id, payment));
    }

    private SimulatedPayment Charge(string customer, long amount)
    {
        var payment = new SimulatedPayment
        {
            Intent = book.NewId("pi"),
            Charge = book.NewId("ch"),
            Customer = customer,
            Amount = amount,
        };
        return book.Payments[payment.Intent] = payment;
    }
}
