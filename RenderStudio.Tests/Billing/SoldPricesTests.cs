using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Billing;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Billing;

/// <summary>When the app reads the prices of Stripe.</summary>
public sealed class SoldPricesTests : IDisposable
{
    private readonly Lists stripe = new();

    private readonly FixedClock clock = FixedClock.AtUnixSeconds(1_800_000_000);

    private readonly SoldPrices sold;

    public SoldPricesTests()
    {
        var options = Options.Create(new BillingOptions
        {
            SecretKey = "sk_test_simulated",
            Prices = new Dictionary<string, string> { ["price_a"] = "100" },
        });
        sold = new(
            new(options), new(stripe, options, NullLogger<StripeApi>.Instance), clock,
            NullLogger<SoldPrices>.Instance);
    }

    public void Dispose() => stripe.Dispose();

    [Fact]
    public async Task Requests_at_the_same_time_share_one_reading()
    {
        var answers = Enumerable.Range(0, 10).Select(_ => sold.ReadAsync(default)).ToList();
        stripe.Gate.SetResult();

        foreach (var answer in answers)
            Assert.Equal(["price_a"], await IdsAsync(answer));
        Assert.Equal(1, stripe.Calls);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_leaves_the_reading_to_the_others()
    {
        using var cancelled = new CancellationTokenSource();
        var first = sold.ReadAsync(cancelled.Token);
        var second = sold.ReadAsync(default);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        stripe.Gate.SetResult();

        Assert.Equal(["price_a"], await IdsAsync(second));
        Assert.Equal(1, stripe.Calls);
    }

    [Fact]
    public async Task After_a_failure_the_known_prices_are_read_again_half_a_minute_later()
    {
        stripe.Gate.SetResult();
        await sold.ReadAsync(default);
        (stripe.IsDown, stripe.Calls) = (true, 0);
        clock.Now += TimeSpan.FromMinutes(5);
        var during = await IdsAsync(sold.ReadAsync(default));
        (stripe.IsDown, stripe.Calls) = (false, 0);
        await sold.ReadAsync(default);
        var before = stripe.Calls;
        clock.Now += TimeSpan.FromSeconds(30);
        await sold.ReadAsync(default);

        Assert.Equal(["price_a"], during);
        Assert.Equal((0, 1), (before, stripe.Calls));
    }

    [Fact]
    public async Task Known_prices_remain_while_Stripe_does_not_answer()
    {
        stripe.Gate.SetResult();
        await sold.ReadAsync(default);
        stripe.IsSilent = true;
        clock.Now += TimeSpan.FromMinutes(5);

        Assert.Equal(["price_a"], await IdsAsync(sold.ReadAsync(default)));
    }

    private static async Task<IEnumerable<string>> IdsAsync(Task<Core.Result<SoldPrice[]>> reading)
    {
        Assert.False((await reading).Failed(out _, out var prices));
        return prices!.Select(price => price.Id);
    }

    /// <summary>Stripe with one price, which answers after the gate is opened.</summary>
    private sealed class Lists : HttpMessageHandler, IHttpClientFactory
    {
        private const string Page =
            """
            {"object":"list","has_more":false,"url":"/v1/prices",
             "data":[{"id":"price_a","object":"price","active":true,"currency":"aud","unit_amount":1000}]}
            """;

        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Calls { get; set; }

        public bool IsDown { get; set; }

        public bool IsSilent { get; set; }

        public HttpClient CreateClient(string name) =>
            new(this, disposeHandler: false) { Timeout = TimeSpan.FromSeconds(2) };

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await Gate.Task;
            if (IsSilent)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return IsDown
                ? new(HttpStatusCode.BadRequest) { Content = new StringContent("""{"error":{"message":"down"}}""") }
                : new(HttpStatusCode.OK) { Content = new StringContent(Page) };
        }
    }
}
