using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>The effect of accepted events: repeated, reordered, unusual, and those of others.</summary>
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

    [Theory]
    [InlineData("checkout.session.completed", "amount_total")]
    [InlineData("charge.refunded", "amount_refunded")]
    [InlineData("charge.dispute.closed", "amount")]
    [InlineData("customer.subscription.updated", "status")]
    public async Task An_event_without_a_required_field_is_kept_for_the_operator(string type, string field)
    {
        var now = TimeProvider.System.GetUtcNow();
        var about = type switch
        {
            "charge.refunded" => StripeBody.Charge(stripe.Customer, "pi_1", 1000, 1000),
            "charge.dispute.closed" => StripeBody.Dispute("pi_1", 1000, "lost"),
            "customer.subscription.updated" =>
                StripeBody.Subscription("sub_1", stripe.Customer, StripeSimulatorOptions.Pro, "active", now),
            _ => StripeBody.Session(stripe.Customer, stripe.Checkout, "pi_1", 1000),
        };
        about.Remove(field);

        await stripe.AcceptedAsync(StripeBody.Event(type, about));

        Assert.Equal("unreadable", await stripe.OutcomeAsync());
        Assert.Contains(type, await stripe.App.QueryAsync<string>("select payload from stripe_events"));
        Assert.Equal(20, await stripe.RemainingAsync());
    }

    [Theory]
    [InlineData("charge.refunded")]
    [InlineData("charge.dispute.closed")]
    [InlineData("checkout.session.completed")]
    [InlineData("invoice.paid")]
    [InlineData("invoice_payment.paid")]
    public async Task An_event_with_text_that_the_database_refuses_is_kept_for_the_operator(string type)
    {
        var about = type switch
        {
            "charge.refunded" => StripeBody.Charge(stripe.Customer, "pi_bad", 1000, 1000),
            "charge.dispute.closed" => StripeBody.Dispute("pi_bad", 1000, "lost"),
            "invoice.paid" => StripeBody.Invoice("in_1", stripe.Customer, StripeSimulatorOptions.Pro, 1900,
                TimeProvider.System.GetUtcNow(), "pi_bad"),
            "invoice_payment.paid" => StripeBody.InvoicePayment("in_1", "pi_bad"),
            _ => StripeBody.Session(stripe.Customer, stripe.Checkout, "pi_bad", 1000),
        };
        string[] refused = [@"\ud83d", @"\udc00", @"pi\u0000", new('a', 256)];

        foreach (var text in refused)
        {
            var body = StripeBody.Event(type, about.DeepClone().AsObject()).ToJsonString();
            await AcceptedAsync(body.Replace("\"pi_bad\"", $"\"{text}\""));
            Assert.Equal("unreadable", await stripe.OutcomeAsync());
        }

        Assert.Equal(20, await stripe.RemainingAsync());
    }

    [Theory]
    [InlineData("\"object\":\"event\"", @"""metadata"":""\ud83d\u0000""", "applied")]
    [InlineData("\"object\":\"checkout.session\"", @"""customer_details"":{""name"":""\udc00""}", "applied")]
    [InlineData("\"object\":\"checkout.session\"", @"""\ud83d"":1", "unreadable")]
    public async Task Half_of_a_surrogate_pair_in_a_field_that_is_not_used_does_not_matter(
        string replaced, string by, string outcome)
    {
        await AcceptedAsync(stripe.Paid().ToJsonString().Replace(replaced, by));

        Assert.Equal(outcome, await stripe.OutcomeAsync());
    }

    private async Task AcceptedAsync(string body)
    {
        using var answer = await StripeBody.DeliverAsync(
            stripe.App.Http, Encoding.UTF8.GetBytes(body), StripeBody.Sign(body, TimeProvider.System.GetUtcNow()));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_payload_of_an_applied_event_is_deleted()
    {
        await stripe.AcceptedAsync(stripe.Paid());

        Assert.Null(await stripe.App.QueryAsync<string?>("select payload from stripe_events"));
    }

    [Fact]
    public async Task An_event_that_was_stored_but_not_applied_is_applied_by_the_timer_and_by_a_repeated_delivery()
    {
        var (first, second) = (stripe.Paid(), stripe.Paid(intent: StripeBody.NewId("pi")));
        foreach (var stored in new[] { first, second })
        {
            await stripe.App.QueryAsync<int>(
                """
                insert into stripe_events (id, type, created_at, payload, received_at)
                values (@id, 'checkout.session.completed', now(), @payload, now() - @age * interval '1 minute')
                """,
                new { id = (string)stored["id"]!, payload = stored.ToJsonString(), age = stored == first ? 2 : 0 });
        }

        Assert.Equal(1, await stripe.App.Engine.Get<Core.Billing.ApplyStoredEvents>().RunOnceAsync(default));
        Assert.Equal(120, await stripe.RemainingAsync());
        await stripe.AcceptedAsync(second);
        Assert.Equal(220, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task Stored_events_that_cannot_be_read_or_applied_do_not_stop_the_others()
    {
        var paid = stripe.Paid();
        var failing = StripeBody.Event("charge.refunded", StripeBody.Charge(stripe.Customer, "pi_1", 1000, 1000));
        await stripe.App.QueryAsync<int>(
            """
            alter table billing_withdrawals add constraint broken check (payment_intent <> 'pi_1');
            insert into stripe_events (id, type, created_at, payload, received_at)
            select 'evt_' || number, 'charge.refunded', now(),
                case number % 4 when 0 then '{' when 1 then '[]' when 2 then @failing end, now() - interval '1 hour'
            from generate_series(1, 44) as number;
            update stripe_events set payload = replace(payload, @failingId, id) where payload = @failing;
            insert into stripe_events (id, type, created_at, payload, received_at)
            values (@id, 'checkout.session.completed', now(), @payload, now() - interval '2 minutes');
            """,
            new
            {
                failing = failing.ToJsonString(),
                failingId = (string)failing["id"]!,
                id = (string)paid["id"]!,
                payload = paid.ToJsonString(),
            });

        Assert.Equal(34, await stripe.App.Engine.Get<Core.Billing.ApplyStoredEvents>().RunOnceAsync(default));

        Assert.Equal(120, await stripe.RemainingAsync());
        Assert.Equal("applied 1, open 11, unreadable 33", await stripe.App.QueryAsync<string>(
            """
            select string_agg(outcome || ' ' || count, ', ' order by outcome) from (
                select coalesce(outcome, 'open') as outcome, count(*) from stripe_events group by 1) as outcomes
            """));
    }
}
