using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Webhook posts without a valid signature cost no statement, however their headers look.</summary>
public sealed class UnsignedWebhookTests(Services services) : IAsyncLifetime
{
    private const string Replicate = "/api/v1/webhooks/replicate", Stripe = "/api/v1/webhooks/stripe";
    private const int Megabyte = 1024 * 1024, Each = 8;

    private static readonly byte[] Body = new byte[Megabyte];

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() =>
        app = await RunningApp.StartInDevelopmentAsync(services, _ => { }, BillingApp.Settings());

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_post_without_a_valid_signature_sends_no_statement_to_the_database()
    {
        // Opens the connections of the pool and the first use of each endpoint.
        (await app.Http.GetAsync("/api/health/ready")).EnsureSuccessStatusCode();
        using var statements = new Statements(app.Database);

        var answers = await Task.WhenAll(
            from kind in Enumerable.Range(0, 10)
            from copy in Enumerable.Range(0, Each)
            select SendAsync(kind));

        Assert.All(answers, status => Assert.True(
            status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest
                or HttpStatusCode.ServiceUnavailable, $"{status}"));
        Assert.Contains(HttpStatusCode.Unauthorized, answers);
        Assert.Empty(statements.Sent);
    }

    [Fact]
    public async Task A_signed_delivery_for_another_prediction_sends_no_statement()
    {
        var delivery = SignedDelivery.For(app, Guid.NewGuid(), "run", "succeeded");
        using var statements = new Statements(app.Database);

        var other = delivery with { Link = new(delivery.Link.ToString().Replace("attempt=1", "attempt=2")) };
        using var answer = await other.SendAsync(app);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(statements.Sent);
    }

    [Fact]
    public async Task Statements_of_an_accepted_delivery_are_seen()
    {
        using var statements = new Statements(app.Database);

        using var answer = await SignedDelivery.For(app, Guid.NewGuid(), "run", "succeeded").SendAsync(app);

        answer.EnsureSuccessStatusCode();
        await Eventually.BecomesTrueAsync(() => Task.FromResult(statements.Sent.Count > 0));
    }

    private async Task<HttpStatusCode> SendAsync(int kind)
    {
        var now = TimeProvider.System.GetUtcNow();
        var forged = $"v1,{Convert.ToBase64String(new byte[32])}";
        var link = app.Services.GetRequiredService<WebhookAddress>().For(Guid.NewGuid(), attempt: 1)!.PathAndQuery;
        (string Path, (string, string)[] Headers) post = kind switch
        {
            0 => (Replicate, []),
            1 => (Replicate, Signed("msg", now.ToUnixTimeSeconds(), "none")),
            2 => (Replicate, Signed("msg", now.AddHours(-1).ToUnixTimeSeconds(), forged)),
            3 => (Replicate, Signed("msg", now.ToUnixTimeSeconds(), forged)),
            4 => (link, Signed("msg", now.ToUnixTimeSeconds(), forged)),
            5 => (link, [.. Signed("msg", now.ToUnixTimeSeconds(), Signature(now)), ("webhook-id", "other")]),
            6 => (Stripe, []),
            7 => (Stripe, [("Stripe-Signature", $"t={now.ToUnixTimeSeconds()},v1={new string('0', 64)}")]),
            8 => (Stripe, [("Stripe-Signature", StripeBody.Sign("{}", now))]),
            _ => ("/api/webhook/stripe", [("Stripe-Signature", StripeBody.Sign("{}", now.AddHours(-1)))]),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, post.Path) { Content = new ByteArrayContent(Body) };
        foreach (var (name, value) in post.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await app.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static (string, string)[] Signed(string id, long timestamp, string signature) =>
        [("webhook-id", id), ("webhook-timestamp", $"{timestamp}"), ("webhook-signature", signature)];

    private string Signature(DateTimeOffset now)
    {
        var secret = app.Services.GetRequiredService<IOptions<ReplicateOptions>>().Value.WebhookSecrets[0];
        return WebhookSignature.Sign(secret, "msg", $"{now.ToUnixTimeSeconds()}", Body);
    }
}
