using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>An app with one owner, their customer at Stripe and their checkout of 100 credits.</summary>
internal sealed class StripeCustomer(Services services)
{
    private HttpClient owner = null!;

    public RunningApp App { get; private set; } = null!;

    public string Customer { get; } = StripeBody.NewId("cus");

    public Guid Checkout { get; } = Guid.NewGuid();

    public async ValueTask InitializeAsync()
    {
        App = await RunningApp.StartInDevelopmentAsync(services, _ => { }, BillingApp.Settings());
        owner = App.ClientOf("customer");
        var ownerId = await App.OwnerOfAsync(owner, "customer");
        await App.QueryAsync<int>(
            """
            insert into billing_customers (owner_id, customer_id) values (@ownerId, @Customer);
            insert into billing_checkouts (id, owner_id, price_id, credits) values (@Checkout, @ownerId, 'pack', 100)
            """, new { ownerId, Customer, Checkout });
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return App.DisposeAsync();
    }

    /// <summary>The event that the checkout was paid.</summary>
    public JsonObject Paid(string? intent = null, DateTimeOffset? created = null) => StripeBody.Event(
        "checkout.session.completed",
        StripeBody.Session(Customer, Checkout, intent ?? StripeBody.NewId("pi"), 1000), created);

    /// <summary>Delivers an event that must be answered 200.</summary>
    public async Task AcceptedAsync(JsonObject body)
    {
        using var answer = await StripeBody.DeliverAsync(App.Http, body);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The stored outcome of the newest event.</summary>
    public Task<string?> OutcomeAsync() =>
        App.QueryAsync<string>("select outcome from stripe_events order by received_at desc limit 1");

    /// <summary>The credits that the owner can spend.</summary>
    public async Task<int> RemainingAsync() =>
        (await owner.GetFromJsonAsync<JsonElement>("/api/v1/usage")).GetProperty("remaining").GetInt32();
}
