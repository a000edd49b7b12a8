using System.Net;
using System.Text;
using RenderStudio.Local.Stripe;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Events without a field that is required, and with text that the database refuses.</summary>
public sealed class UnreadableEventTests(Services services) : IAsyncLifetime
{
    private readonly StripeCustomer stripe = new(services);

    public ValueTask InitializeAsync() => stripe.InitializeAsync();

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

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
}
