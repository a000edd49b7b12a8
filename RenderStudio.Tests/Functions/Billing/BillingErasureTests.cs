using Azure.Storage.Blobs;
using Npgsql;
using RenderStudio.Core.Erasure;
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
        Assert.Empty((await traces.FindAsync(customer!)).Except(["billing_withdrawals.id"]));
        Assert.DoesNotContain(await traces.FindAsync([.. intents]), column =>
            column.StartsWith("billing_") && !column.StartsWith("billing_withdrawals"));
    }

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
