using System.Text.Json.Nodes;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;

namespace RenderStudio.Tests.Billing;

/// <summary>Payments, refunds, disputes and a subscription of one owner, and the events that tell of them.</summary>
internal sealed class StripeTrace(Random random, string customer, DateTimeOffset now)
{
    public const int PackCredits = 100, PlanCredits = 300, FreeCredits = 20;

    private readonly List<JsonObject> told = [];

    public List<Guid> Checkouts { get; } = [];

    /// <summary>The credits of packs that must remain.</summary>
    public int Purchased { get; private set; }

    /// <summary>The credits of the month that must remain.</summary>
    public int Monthly { get; private set; } = FreeCredits;

    public string Plan { get; private set; } = "free";

    public void AddPack()
    {
        var (checkout, intent, amount) = (Guid.NewGuid(), StripeBody.NewId("pi"), random.Next(1, 5000));
        Checkouts.Add(checkout);
        var isPaid = random.Next(5) > 0;
        var isAsync = random.Next(3) == 0;
        Add("payment_intent.succeeded", new() { ["id"] = intent, ["customer"] = customer });
        Add("checkout.session.completed",
            StripeBody.Session(customer, checkout, intent, amount, isPaid && !isAsync ? "paid" : "unpaid"));
        if (isPaid && isAsync)
            Add("checkout.session.async_payment_succeeded", StripeBody.Session(customer, checkout, intent, amount));
        if (!isPaid)
        {
            Add("checkout.session.async_payment_failed",
                StripeBody.Session(customer, checkout, intent, amount, "unpaid"));
        }

        var withdrawn = isPaid ? AddWithdrawals(intent, amount) : 0;
        Purchased += isPaid ? PackCredits - Reversed(PackCredits, withdrawn, amount) : 0;
    }

    public void AddSubscription()
    {
        var (invoice, intent, amount) = (StripeBody.NewId("in"), StripeBody.NewId("pi"), random.Next(1, 5000));
        var from = now.AddDays(-random.Next(0, 27));
        var isOld = random.Next(2) == 0;
        Add("invoice.paid", StripeBody.Invoice(
            invoice, customer, StripeSimulatorOptions.Pro, amount, from, isOld ? intent : null));
        Add("invoice.paid", StripeBody.Invoice(
            invoice, customer, StripeSimulatorOptions.Pro, amount, from, isOld ? intent : null));
        Add("invoice_payment.paid", StripeBody.InvoicePayment(invoice, intent));
        // Only after a full refund does the plan depend on the states of the subscription.
        var withdrawn = AddWithdrawals(intent, amount, isFull: random.Next(2) == 0);
        Monthly = PlanCredits - Reversed(PlanCredits, withdrawn, amount);
        var isActive = AddStates(from);
        Plan = withdrawn < amount || isActive ? "pro" : "free";
    }

    public void AddNoise()
    {
        var unknown = StripeBody.NewId("cus");
        Add("customer.updated", new() { ["id"] = customer });
        Add("a.type.of.the.future", new() { ["id"] = "x", ["customer"] = customer });
        Add("checkout.session.completed",
            StripeBody.Session(unknown, Checkouts.FirstOrDefault(), StripeBody.NewId("pi"), 500));
        Add("invoice.paid", StripeBody.Invoice(
            StripeBody.NewId("in"), unknown, StripeSimulatorOptions.Studio, 9900, now, StripeBody.NewId("pi")));
        Add("invoice.paid",
            StripeBody.Invoice(StripeBody.NewId("in"), customer, "price_of_another_product", 9900, now));
        var connected = StripeBody.Event("invoice.paid", StripeBody.Invoice(
            StripeBody.NewId("in"), customer, StripeSimulatorOptions.Studio, 9900, now));
        connected["account"] = "acct_of_another_account";
        told.Add(connected);
    }

    /// <summary>
    /// All events in random order, some of them several times. Refunds and disputes, and copies of all events, can be
    /// among the later ones; the payments are among the first.
    /// </summary>
    public (IReadOnlyList<JsonObject> First, IReadOnlyList<JsonObject> Later) Shuffled()
    {
        List<JsonObject> first = [], later = [];
        foreach (var one in told)
        {
            var isLate = ((string)one["type"]!).StartsWith("charge.", StringComparison.Ordinal) && random.Next(2) == 0;
            (isLate ? later : first).Add(one);
            for (var copies = random.Next(0, 3); copies > 0; copies--)
                (isLate || random.Next(2) == 0 ? later : first).Add(one);
        }

        return (Shuffle(first), Shuffle(later));
    }

    /// <summary>The account after all events.</summary>
    /// <param name="held">Credits that were held before the end of the month.</param>
    /// <param name="isOver">Whether the month ended.</param>
    public (string Plan, int Balance, int Purchased) Expected(int held, bool isOver)
    {
        // What the month does not cover was held from packs.
        var unpaid = Math.Max(held - Monthly, 0);
        var monthly = isOver ? FreeCredits : Math.Max(Monthly - held, 0);
        return (isOver ? "free" : Plan, monthly + Purchased - unpaid, Math.Max(Purchased - unpaid, 0));
    }

    private JsonObject[] Shuffle(List<JsonObject> events)
    {
        JsonObject[] shuffled = [.. events];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private long AddWithdrawals(string intent, long amount, bool isFull = false)
    {
        var refunded = 0L;
        for (var refunds = random.Next(0, 3); refunds > 0 && refunded < amount; refunds--)
        {
            refunded = random.NextInt64(refunded, amount) + 1;
            Add("charge.refunded", StripeBody.Charge(customer, intent, amount, refunded));
        }

        if (isFull && refunded < amount)
        {
            refunded = amount;
            Add("charge.refunded", StripeBody.Charge(customer, intent, amount, refunded));
        }

        if (random.Next(4) > 0)
            return refunded;
        var isLost = random.Next(2) == 0;
        Add("charge.dispute.created", StripeBody.Dispute(intent, amount, "needs_response"));
        Add("charge.dispute.closed", StripeBody.Dispute(intent, amount, isLost ? "lost" : "won"));
        return isLost ? amount : refunded;
    }

    /// <returns>Whether the subscription is active after all of its events.</returns>
    private bool AddStates(DateTimeOffset from)
    {
        var (id, isActive, version) = (StripeBody.NewId("sub"), false, from);
        for (var states = random.Next(1, 4); states > 0; states--)
        {
            version = version.AddSeconds(random.Next(1, 100));
            isActive = random.Next(3) > 0;
            Add("customer.subscription.updated", StripeBody.Subscription(
                id, customer, StripeSimulatorOptions.Pro, isActive ? "active" : "past_due", from), version);
        }

        if (random.Next(3) > 0)
            return isActive;
        Add("customer.subscription.deleted", StripeBody.Subscription(
            id, customer, StripeSimulatorOptions.Pro, "canceled", from), version.AddSeconds(1));
        return false;
    }

    private static int Reversed(int credits, long withdrawn, long amount) =>
        (int)(credits * Math.Min(withdrawn, amount) / amount);

    private void Add(string type, JsonObject about, DateTimeOffset? created = null) =>
        told.Add(StripeBody.Event(type, about, created ?? now));
}
