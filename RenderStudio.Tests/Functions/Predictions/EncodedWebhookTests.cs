using System.Net;
using System.Text;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Tests.Functions.Hosting;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>
/// Webhooks with the header <c>Content-Encoding</c>: one that can be read is never lost, and the reason why another one
/// is rejected is named.
/// </summary>
public sealed class EncodedWebhookTests(Services services) : IAsyncLifetime
{
    private const string Event =
        """{"id":"evt_1","type":"radar.new","created":1795253400,"livemode":false,"data":{"object":{}}}""";

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() =>
        app = await RunningApp.StartInDevelopmentAsync(services, _ => { }, BillingApp.Settings());

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_delivery_of_Replicate_that_a_proxy_decoded_is_accepted_and_an_encoded_one_is_rejected_by_name()
    {
        var delivery = SignedDelivery.For(app, Guid.NewGuid(), "run", "processing") with { Encoding = "gzip" };

        using var decoded = await delivery.SendAsync(app);
        var encoded = await (delivery with { Id = "msg_2" }).SendAsync(
            app.Http, BodyEncodingTests.Compressed(delivery.Body));

        Assert.Equal(HttpStatusCode.OK, decoded.StatusCode);
        await BodyEncodingTests.IsRejectedAsync(encoded);
        Assert.Equal(1, await app.QueryAsync<int>("select count(*)::int from webhook_deliveries"));
    }

    [Fact]
    public async Task An_event_of_Stripe_that_a_proxy_decoded_is_accepted_and_an_encoded_one_is_rejected_by_name()
    {
        using var decoded = await SendAsync(Encoding.UTF8.GetBytes(Event));
        var encoded = await SendAsync(BodyEncodingTests.Compressed(Event));

        Assert.Equal(HttpStatusCode.OK, decoded.StatusCode);
        await BodyEncodingTests.IsRejectedAsync(encoded);
        Assert.Equal(1, await app.QueryAsync<int>("select count(*)::int from stripe_events"));
    }

    /// <summary>The signature is that of the event, as Stripe computes it before a proxy encodes the body.</summary>
    private Task<HttpResponseMessage> SendAsync(byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/webhooks/stripe")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentEncoding = { "gzip" } } },
        };
        request.Headers.TryAddWithoutValidation(
            "Stripe-Signature", StripeBody.Sign(Event, TimeProvider.System.GetUtcNow()));
        return app.Http.SendAsync(request);
    }
}
