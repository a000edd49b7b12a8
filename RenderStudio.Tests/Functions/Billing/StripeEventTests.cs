using System.Net;
using System.Text.Json.Nodes;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>The effect of accepted events: repeated, concurrent, unusual, and those of others.</summary>
public sealed class StripeEventTests(Services services) : IAsyncLifetime
{
    private readonly StripeCustomer stripe = new(services);

    public ValueTask InitializeAsync() => stripe.InitializeAsync();

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/webhooks/stripe")]
    [InlineData("/api/webhook/stripe")]
    public async Task An_event_that_arrives_many_times_at_once_grants_its_credits_once(string path)
    {
        var paid = stripe.Paid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            StripeBody.DeliverAsync(stripe.App.Http, paid, path)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(120, await stripe.RemainingAsync());
        Assert.Equal(
            "applied 12", await stripe.App.QueryAsync<string>("select outcome || ' ' || copies from stripe_events"));
    }

    [Fact]
    public async Task Different_events_about_one_payment_at_once_grant_its_credits_once_and_take_them_back_once()
    {
        var intent = StripeBody.NewId("pi");
        JsonObject[] events =
        [
            .. Enumerable.Range(0, 4).Select(_ => stripe.Paid(intent)),
            .. Enumerable.Range(0, 4).Select(_ =>
                StripeBody.Event("charge.refunded", StripeBody.Charge(stripe.Customer, intent, 1000, 400))),
            StripeBody.Event("charge.dispute.closed", StripeBody.Dispute(intent, 1000, "lost")),
        ];

        var answers = await Task.WhenAll(events.Select(one => StripeBody.DeliverAsync(stripe.App.Http, one)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(20, await stripe.RemainingAsync());
        Assert.Equal("purchase 100, reverse 100", await stripe.App.QueryAsync<string>(
            """
            select string_agg(kind || ' ' || credits, ', ' order by kind) from (
                select kind, sum(credits) as credits from credit_entries where kind <> 'grant' group by kind) as sums
            """));
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_stored_and_answered_200()
    {
        await stripe.AcceptedAsync(StripeBody.Event("radar.early_fraud_warning.created", new() { ["id"] = "issfr_1" }));

        Assert.Equal("unknown_type", await stripe.OutcomeAsync());
    }

    [Fact]
    public async Task Events_of_unknown_customers_and_of_other_owners_change_nothing()
    {
        var unknown = StripeBody.NewId("cus");
        using var other = stripe.App.ClientOf("other");
        var otherId = await stripe.App.OwnerOfAsync(other, "other");
        var otherCustomer = StripeBody.NewId("cus");
        await stripe.App.QueryAsync<int>(
            "insert into billing_customers (owner_id, customer_id) values (@otherId, @otherCustomer)",
            new { otherId, otherCustomer });

        // A checkout of one owner, completed by the customer of another one, by an unknown one and by none.
        foreach (var payer in new[] { otherCustomer, unknown, "" })
        {
            await stripe.AcceptedAsync(StripeBody.Event("checkout.session.completed",
                StripeBody.Session(payer, stripe.Checkout, StripeBody.NewId("pi"), 1000)));
            Assert.Equal("unknown_customer", await stripe.OutcomeAsync());
        }

        await stripe.AcceptedAsync(StripeBody.Event("checkout.session.completed",
            StripeBody.Session(stripe.Customer, Guid.NewGuid(), StripeBody.NewId("pi"), 1000)));
        Assert.Equal("unknown_customer", await stripe.OutcomeAsync());
        await stripe.AcceptedAsync(StripeBody.Event("invoice.paid", StripeBody.Invoice(
            "in_1", unknown, StripeSimulatorOptions.Pro, 1900, TimeProvider.System.GetUtcNow())));
        Assert.Equal("unknown_customer", await stripe.OutcomeAsync());
        await stripe.AcceptedAsync(StripeBody.Event("customer.subscription.updated", StripeBody.Subscription(
            "sub_1", unknown, StripeSimulatorOptions.Pro, "active", TimeProvider.System.GetUtcNow())));
        Assert.Equal("unknown_customer", await stripe.OutcomeAsync());
        await stripe.AcceptedAsync(StripeBody.Event("charge.refunded", StripeBody.Charge(unknown, "pi_1", 500, 500)));
        Assert.Equal("unknown_customer", await stripe.OutcomeAsync());
        Assert.Equal(0, await stripe.App.QueryAsync<long>("select count(*) from billing_withdrawals"));
        Assert.Equal(20, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task An_event_of_a_connected_account_changes_nothing()
    {
        var paid = stripe.Paid();
        paid["account"] = "acct_1";

        await stripe.AcceptedAsync(paid);

        Assert.Equal("other_account", await stripe.OutcomeAsync());
        Assert.Equal(20, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task An_event_that_was_created_30_days_ago_is_applied_when_Stripe_sends_it_again()
    {
        await stripe.AcceptedAsync(stripe.Paid(created: TimeProvider.System.GetUtcNow().AddDays(-30)));

        Assert.Equal(120, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task Changed_types_of_fields_that_are_not_used_and_a_new_API_version_do_not_matter()
    {
        var paid = stripe.Paid();
        paid["api_version"] = "2031-01-01.zinnia";
        paid["request"] = 5;
        var session = paid["data"]!["object"]!.AsObject();
        (session["metadata"], session["currency"], session["line_items"]) = (new JsonArray(1), new JsonObject(), "new");
        session["customer"] = new JsonObject { ["id"] = stripe.Customer, ["object"] = "customer" };

        await stripe.AcceptedAsync(paid);

        Assert.Equal(120, await stripe.RemainingAsync());
    }
}
