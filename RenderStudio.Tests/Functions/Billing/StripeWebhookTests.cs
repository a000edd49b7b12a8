using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Deliveries that Stripe did not send, sent in another order, or that are not about this app.</summary>
public sealed class StripeWebhookTests(Services services, ITestOutputHelper output) : IAsyncLifetime
{
    private const int MutationCount = 10_000;

    private readonly string customer = StripeBody.NewId("cus");
    private readonly Guid checkout = Guid.NewGuid();
    private RunningApp app = null!;
    private HttpClient owner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartInDevelopmentAsync(services, _ => { }, BillingApp.Settings());
        owner = app.ClientOf("customer");
        ownerId = await app.OwnerOfAsync(owner, "customer");
        await app.QueryAsync<int>(
            """
            insert into billing_customers (owner_id, customer_id) values (@ownerId, @customer);
            insert into billing_checkouts (id, owner_id, price_id, credits) values (@checkout, @ownerId, 'pack', 100)
            """, new { ownerId, customer, checkout });
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task No_mutation_of_a_valid_delivery_is_accepted_and_none_causes_an_internal_error()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        var body = Paid().ToJsonString();
        var header = StripeBody.Sign(body, TimeProvider.System.GetUtcNow());
        var valid = (Body: Encoding.UTF8.GetBytes(body), Header: header);
        var statuses = new Dictionary<HttpStatusCode, int>();
        var mutations = new Mutations(seed);

        for (var sent = 0; sent < MutationCount;)
        {
            var changed = sent % 2 == 0
                ? (Body: mutations.Of(valid.Body), valid.Header)
                : (valid.Body, Header: Encoding.Latin1.GetString(mutations.Of(Encoding.ASCII.GetBytes(valid.Header))));
            var isSame = changed.Header.Trim() == valid.Header && changed.Body.AsSpan().SequenceEqual(valid.Body);
            if (isSame || changed.Header.Any(letter => letter is < ' ' or > '~'))
                continue;
            using var answer = await StripeBody.DeliverAsync(app.Http, changed.Body, changed.Header);
            statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            sent++;
        }

        output.WriteLine(string.Join(", ", statuses));
        Assert.All(statuses.Keys, status =>
            Assert.Contains(status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest }));
        Assert.Equal(0, await app.QueryAsync<long>("select count(*) from stripe_events"));
        using var accepted = await StripeBody.DeliverAsync(app.Http, valid.Body, valid.Header);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(120, await RemainingAsync());
    }

    [Theory]
    [InlineData("/api/v1/webhooks/stripe")]
    [InlineData("/api/webhook/stripe")]
    public async Task An_event_that_arrives_many_times_at_once_grants_its_credits_once(string path)
    {
        var paid = Paid();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            StripeBody.DeliverAsync(app.Http, paid, path)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(120, await RemainingAsync());
        Assert.Equal("applied 12", await app.QueryAsync<string>("select outcome || ' ' || copies from stripe_events"));
    }

    [Fact]
    public async Task Different_events_about_one_payment_at_once_grant_its_credits_once_and_take_them_back_once()
    {
        var intent = StripeBody.NewId("pi");
        JsonObject[] events =
        [
            .. Enumerable.Range(0, 4).Select(_ => Paid(intent)),
            .. Enumerable.Range(0, 4).Select(_ =>
                StripeBody.Event("charge.refunded", StripeBody.Charge(customer, intent, 1000, 400))),
            StripeBody.Event("charge.dispute.closed", StripeBody.Dispute(intent, 1000, "lost")),
        ];

        var answers = await Task.WhenAll(events.Select(one => StripeBody.DeliverAsync(app.Http, one)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(20, await RemainingAsync());
        Assert.Equal("purchase 100, reverse 100", await app.QueryAsync<string>(
            """
            select string_agg(kind || ' ' || credits, ', ' order by kind) from (
                select kind, sum(credits) as credits from credit_entries where kind <> 'grant' group by kind) as sums
            """));
    }

    [Fact]
    public async Task An_event_of_an_unknown_type_is_stored_and_answered_200()
    {
        await AcceptedAsync(StripeBody.Event("radar.early_fraud_warning.created", new() { ["id"] = "issfr_1" }));

        Assert.Equal("unknown_type", await OutcomeAsync());
    }

    [Fact]
    public async Task Events_of_unknown_customers_and_of_other_owners_change_nothing()
    {
        var unknown = StripeBody.NewId("cus");
        using var other = app.ClientOf("other");
        var otherId = await app.OwnerOfAsync(other, "other");
        var otherCustomer = StripeBody.NewId("cus");
        await app.QueryAsync<int>(
            "insert into billing_customers (owner_id, customer_id) values (@otherId, @otherCustomer)",
            new { otherId, otherCustomer });

        // A checkout of one owner, completed by the customer of another one, by an unknown one and by none.
        foreach (var payer in new[] { otherCustomer, unknown, "" })
        {
            await AcceptedAsync(StripeBody.Event("checkout.session.completed",
                StripeBody.Session(payer, checkout, StripeBody.NewId("pi"), 1000)));
            Assert.Equal("unknown_customer", await OutcomeAsync());
        }

        await AcceptedAsync(StripeBody.Event("checkout.session.completed",
            StripeBody.Session(customer, Guid.NewGuid(), StripeBody.NewId("pi"), 1000)));
        Assert.Equal("unknown_customer", await OutcomeAsync());
        await AcceptedAsync(StripeBody.Event("invoice.paid", StripeBody.Invoice(
            "in_1", unknown, StripeSimulatorOptions.Pro, 1900, TimeProvider.System.GetUtcNow())));
        Assert.Equal("unknown_customer", await OutcomeAsync());
        await AcceptedAsync(StripeBody.Event("customer.subscription.updated", StripeBody.Subscription(
            "sub_1", unknown, StripeSimulatorOptions.Pro, "active", TimeProvider.System.GetUtcNow())));
        Assert.Equal("unknown_customer", await OutcomeAsync());
        Assert.Equal(20, await RemainingAsync());
    }

    [Fact]
    public async Task An_event_of_a_connected_account_changes_nothing()
    {
        var paid = Paid();
        paid["account"] = "acct_1";

        await AcceptedAsync(paid);

        Assert.Equal("other_account", await OutcomeAsync());
        Assert.Equal(20, await RemainingAsync());
    }

    [Fact]
    public async Task An_event_of_live_mode_is_rejected_with_a_key_of_test_mode()
    {
        var paid = Paid();
        paid["livemode"] = true;

        using var answer = await StripeBody.DeliverAsync(app.Http, paid);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await app.QueryAsync<long>("select count(*) from stripe_events"));
    }

    [Fact]
    public async Task An_event_that_was_created_30_days_ago_is_applied_when_Stripe_sends_it_again()
    {
        await AcceptedAsync(Paid(created: TimeProvider.System.GetUtcNow().AddDays(-30)));

        Assert.Equal(120, await RemainingAsync());
    }

    [Fact]
    public async Task Changed_types_of_fields_that_are_not_used_and_a_new_API_version_do_not_matter()
    {
        var paid = Paid();
        paid["api_version"] = "2031-01-01.zinnia";
        paid["request"] = 5;
        var session = paid["data"]!["object"]!.AsObject();
        (session["metadata"], session["currency"], session["line_items"]) = (new JsonArray(1), new JsonObject(), "new");
        session["customer"] = new JsonObject { ["id"] = customer, ["object"] = "customer" };

        await AcceptedAsync(paid);

        Assert.Equal(120, await RemainingAsync());
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
            "charge.refunded" => StripeBody.Charge(customer, "pi_1", 1000, 1000),
            "charge.dispute.closed" => StripeBody.Dispute("pi_1", 1000, "lost"),
            "customer.subscription.updated" =>
                StripeBody.Subscription("sub_1", customer, StripeSimulatorOptions.Pro, "active", now),
            _ => StripeBody.Session(customer, checkout, "pi_1", 1000),
        };
        about.Remove(field);

        await AcceptedAsync(StripeBody.Event(type, about));

        Assert.Equal("unreadable", await OutcomeAsync());
        Assert.Contains(type, await app.QueryAsync<string>("select payload from stripe_events"));
        Assert.Equal(20, await RemainingAsync());
    }

    [Fact]
    public async Task The_payload_of_an_applied_event_is_deleted()
    {
        await AcceptedAsync(Paid());

        Assert.Null(await app.QueryAsync<string?>("select payload from stripe_events"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1"}""")]
    [InlineData("""{"id":5,"type":"a","created":1,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"a","created":99999999999999999,"data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"a","created":1,"data":{"object":null}}""")]
    [InlineData("""{"id":"evt_1\u0000","type":"a","created":1,"data":{"object":{}}}""")]
    public async Task A_signed_body_that_is_not_an_event_is_rejected(string body)
    {
        using var answer = await StripeBody.DeliverAsync(
            app.Http, Encoding.UTF8.GetBytes(body), StripeBody.Sign(body, TimeProvider.System.GetUtcNow()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid_webhook", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_above_1_MB_is_rejected()
    {
        var body = new string(' ', 1024 * 1024) + Paid().ToJsonString();

        using var answer = await StripeBody.DeliverAsync(
            app.Http, Encoding.UTF8.GetBytes(body), StripeBody.Sign(body, TimeProvider.System.GetUtcNow()));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_database_an_event_is_answered_503_and_an_unsigned_one_401()
    {
        await using var down = await RunningApp.StartInDevelopmentAsync(services, _ => { },
            [.. BillingApp.Settings(), ("Database:ConnectionString", "Host=127.0.0.1;Port=9;Username=a;Database=a")]);

        using var signed = await StripeBody.DeliverAsync(down.Http, Paid());
        using var unsigned = await StripeBody.DeliverAsync(down.Http, Encoding.UTF8.GetBytes("{}"), null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, signed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
    }

    [Fact]
    public async Task An_event_that_was_stored_but_not_applied_is_applied_by_the_timer_and_by_a_repeated_delivery()
    {
        var (first, second) = (Paid(), Paid(intent: StripeBody.NewId("pi")));
        foreach (var stored in new[] { first, second })
        {
            await app.QueryAsync<int>(
                """
                insert into stripe_events (id, type, created_at, payload, received_at)
                values (@id, 'checkout.session.completed', now(), @payload, now() - @age * interval '1 minute')
                """,
                new { id = (string)stored["id"]!, payload = stored.ToJsonString(), age = stored == first ? 2 : 0 });
        }

        Assert.Equal(1, await app.Engine.Get<Core.Billing.ApplyStoredEvents>().RunOnceAsync(default));
        Assert.Equal(120, await RemainingAsync());
        await AcceptedAsync(second);
        Assert.Equal(220, await RemainingAsync());
    }

    private JsonObject Paid(string? intent = null, DateTimeOffset? created = null) => StripeBody.Event(
        "checkout.session.completed",
        StripeBody.Session(customer, checkout, intent ?? StripeBody.NewId("pi"), 1000), created);

    private async Task AcceptedAsync(JsonObject body)
    {
        using var answer = await StripeBody.DeliverAsync(app.Http, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private Task<string?> OutcomeAsync() =>
        app.QueryAsync<string>("select outcome from stripe_events order by received_at desc limit 1");

    private async Task<int> RemainingAsync() =>
        (await owner.GetFromJsonAsync<JsonElement>("/api/v1/usage")).GetProperty("remaining").GetInt32();
}
