using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Npgsql;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Sweeps;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>The erasure of an owner with purchases and a subscription.</summary>
public sealed class BillingErasureTests(Services services) : IAsyncLifetime
{
    private BillingApp billing = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        billing = await BillingApp.StartAsync(services);
        owner = billing.App.ClientOf("leaving");
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pack);
        await billing.BuyAsync(owner, StripeSimulatorOptions.Pro);
        await billing.DeliveredAsync();
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await billing.DisposeAsync();
    }

    [Fact]
    public async Task An_erasure_ends_the_subscription_at_Stripe_and_leaves_no_trace_in_the_billing_tables()
    {
        var customer = await billing.App.QueryAsync<string>("select customer_id from billing_customers");
        var intents = await billing.IntentsAsync();

        using var erased = await owner.DeleteAsync("/api/v1/me");
        await billing.DeliveredAsync();
        await billing.ControlAsync("refunds", new { paymentIntent = intents[0] });
        await billing.DeliveredAsync();

        Assert.True(erased.IsSuccessStatusCode);
        Assert.Equal(1, await billing.App.QueryAsync<long>(
            "select count(*) from stripe_events where type = 'customer.subscription.deleted'"));
        var engine = billing.App.Engine;
        var traces = new Traces(engine.Get<NpgsqlDataSource>(), engine.Get<BlobServiceClient>());
        Assert.Empty(await traces.FindAsync(customer!));
        Assert.DoesNotContain(await traces.FindAsync([.. intents]), column => column.StartsWith("billing_"));
        Assert.Equal("unknown_customer", await billing.App.QueryAsync<string>(
            "select outcome from stripe_events where type = 'charge.refunded'"));
    }

    [Fact]
    public async Task An_erasure_deletes_the_payloads_of_events_that_name_the_owner_and_no_others()
    {
        var customer = await billing.App.QueryAsync<string>("select customer_id from billing_customers");
        var dispute = StripeBody.Dispute((await billing.IntentsAsync())[0], 500, "lost");
        dispute.Remove("amount");
        var other = StripeBody.Charge($"{customer}9", "pi_of_another_customer", 500, 500);
        await StoreAsync("unreadable", StripeBody.Event("charge.dispute.closed", dispute));
        await StoreAsync(null, StripeBody.Event("charge.refunded", StripeBody.Charge(customer!, "pi_new", 500, 500)));
        await StoreAsync("unreadable", StripeBody.Event("charge.refunded", other));

        using var erased = await owner.DeleteAsync("/api/v1/me");

        Assert.Equal("charge.refunded unreadable", await billing.App.QueryAsync<string>(
            "select type || ' ' || outcome from stripe_events where payload is not null"));
        Assert.Equal("unknown_customer", await billing.App.QueryAsync<string>(
            "select outcome from stripe_events where type = 'charge.refunded' and payload is null"));
    }

    [Fact]
    public async Task Payloads_of_unreadable_events_and_withdrawals_of_no_payment_are_deleted_by_age()
    {
        await StoreAsync("unreadable", StripeBody.Event("charge.refunded", new() { ["id"] = "ch_1" }));
        await StoreAsync(null, StripeBody.Event("charge.refunded", new() { ["id"] = "ch_2" }));
        await billing.App.QueryAsync<int>(
            """
            update stripe_events set received_at = received_at - interval '31 days' where payload is not null;
            insert into billing_withdrawals (id, payment_intent, amount, created_at) values
                ('old', 'pi_unknown', 5, now() - interval '61 days'),
                ('new', 'pi_unknown', 5, now() - interval '59 days'),
                ('known', (select min(payment_intent) from billing_payments), 0, now() - interval '1 year');
            insert into billing_invoice_payments (payment_intent, invoice_id, created_at) values
                ('pi_old', 'in_unknown', now() - interval '61 days'),
                ('pi_new', 'in_unknown', now() - interval '59 days');
            update billing_invoice_payments set created_at = now() - interval '1 year' where invoice_id <> 'in_unknown';
            """);

        var sweep = billing.App.Engine.Get<IEnumerable<ISweep>>().OfType<OldRecordsSweep>().Single();

        Assert.Equal(new(3, 3), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(1, await billing.App.QueryAsync<long>(
            "select count(*) from stripe_events where payload is not null"));
        Assert.Equal("known, new", await billing.App.QueryAsync<string>(
            "select string_agg(id, ', ' order by created_at) from billing_withdrawals"));
        Assert.Equal(2, await billing.App.QueryAsync<long>("select count(*) from billing_invoice_payments"));
    }

    private Task<int> StoreAsync(string? outcome, JsonObject body) => billing.App.QueryAsync<int>(
        """
        insert into stripe_events (id, type, created_at, payload, outcome, applied_at)
        values (@id, @type, now(), @payload, @outcome::text, case when @outcome::text is not null then now() end)
        """, new { id = (string)body["id"]!, type = (string)body["type"]!, payload = body.ToJsonString(), outcome });

    [Fact]
    public async Task An_erasure_waits_for_Stripe()
    {
        await billing.ControlAsync("settings", new { failCalls = true });

        using var erased = await owner.DeleteAsync("/api/v1/me");

        Assert.Equal(1, await billing.App.QueryAsync<long>(
            "select count(*) from erasures where finished_at is null"));
        await billing.ControlAsync("settings", new { failCalls = false });
        await billing.App.QueryAsync<int>("update erasures set next_try_at = now()");
        Assert.Equal(1, await billing.App.Engine.Get<EraseOwner>().RunOnceAsync(default));
    }
}
