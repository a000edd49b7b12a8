using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Billing;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Functions.Billing;

/// <summary>Deliveries that Stripe did not send, and those that the app cannot accept.</summary>
public sealed class StripeWebhookTests(Services services, ITestOutputHelper output) : IAsyncLifetime
{
    private const int MutationCount = 10_000;

    private readonly StripeCustomer stripe = new(services);

    public ValueTask InitializeAsync() => stripe.InitializeAsync();

    public ValueTask DisposeAsync() => stripe.DisposeAsync();

    [Fact]
    public async Task No_mutation_of_a_valid_delivery_is_accepted_and_none_causes_an_internal_error()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        var body = stripe.Paid().ToJsonString();
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
            using var answer = await StripeBody.DeliverAsync(stripe.App.Http, changed.Body, changed.Header);
            statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            sent++;
        }

        output.WriteLine(string.Join(", ", statuses));
        Assert.All(statuses.Keys, status =>
            Assert.Contains(status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest }));
        Assert.Equal(0, await stripe.App.QueryAsync<long>("select count(*) from stripe_events"));
        using var accepted = await StripeBody.DeliverAsync(stripe.App.Http, valid.Body, valid.Header);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal(120, await stripe.RemainingAsync());
    }

    [Fact]
    public async Task An_event_of_live_mode_is_rejected_with_a_key_of_test_mode()
    {
        var paid = stripe.Paid();
        paid["livemode"] = true;

        using var answer = await StripeBody.DeliverAsync(stripe.App.Http, paid);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await stripe.App.QueryAsync<long>("select count(*) from stripe_events"));
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
            stripe.App.Http, Encoding.UTF8.GetBytes(body), StripeBody.Sign(body, TimeProvider.System.GetUtcNow()));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid_webhook", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_above_1_MB_is_rejected()
    {
        var body = new string(' ', 1024 * 1024) + stripe.Paid().ToJsonString();

        using var answer = await StripeBody.DeliverAsync(
            stripe.App.Http, Encoding.UTF8.GetBytes(body), StripeBody.Sign(body, TimeProvider.System.GetUtcNow()));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Without_the_database_an_event_is_answered_503_and_an_unsigned_one_401()
    {
        await using var down = await RunningApp.StartInDevelopmentAsync(services, _ => { },
            [.. BillingApp.Settings(), ("Database:ConnectionString", "Host=127.0.0.1;Port=9;Username=a;Database=a")]);

        using var signed = await StripeBody.DeliverAsync(down.Http, stripe.Paid());
        using var unsigned = await StripeBody.DeliverAsync(down.Http, Encoding.UTF8.GetBytes("{}"), null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, signed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
    }
}
