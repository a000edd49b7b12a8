using System.Net;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Limits;

/// <summary>Requests beyond the limits of a client address, in an app whose buckets hardly refill.</summary>
public sealed class AddressLimitTests(Services services) : IAsyncLifetime
{
    private const int Addresses = 40, Webhooks = 3;
    private const string ClientAddress = "X-Forwarded-For", Page = "https://shop.example.com";

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services,
        [
            .. LowLimit.Of("Addresses", Addresses), .. LowLimit.Of("Webhooks", Webhooks),
            ("Http:AllowedOrigins:0", Page),
        ]);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task An_address_is_limited_before_its_token_is_checked_and_other_addresses_are_not()
    {
        for (var count = 0; count < Addresses; count++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await FromAsync("203.0.113.7")).StatusCode);

        using var rejected = await FromAsync("203.0.113.7");
        using var other = await FromAsync("203.0.113.8");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.StartsWith("\"addresses\";r=0;", rejected.Header("RateLimit"));
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task Preflight_requests_count_as_requests_of_their_address()
    {
        for (var count = 0; count < Addresses; count++)
            Assert.Equal(HttpStatusCode.NoContent, (await PreflightAsync("203.0.113.9")).StatusCode);

        using var rejected = await PreflightAsync("203.0.113.9");
        using var other = await PreflightAsync("203.0.113.10");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.StartsWith("\"addresses\";r=0;", rejected.Header("RateLimit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("203.0.113.9")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
        Assert.StartsWith($"\"addresses\";r={Addresses - 1};", other.Header("RateLimit"));
    }

    [Fact]
    public async Task Only_the_address_that_the_host_adds_counts_and_an_IPv6_network_is_one_client()
    {
        for (var count = 0; count < Addresses; count++)
            await FromAsync($"198.51.100.{count}, 2001:db8:1:2::{count:x}");

        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("2001:db8:1:2:ffff::1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FromAsync("2001:db8:1:3::1")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FromAsync("198.51.100.1")).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/webhooks/replicate")]
    [InlineData("/api/v1/webhooks/stripe")]
    public async Task Webhooks_of_an_address_are_limited_by_a_bucket_of_their_own(string path)
    {
        for (var count = 0; count < Webhooks; count++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await FromAsync("192.0.2.1", path)).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("192.0.2.1", path)).StatusCode);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await FromAsync("192.0.2.2", path)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await FromAsync("192.0.2.1")).StatusCode);
    }

    private async Task<HttpResponseMessage> FromAsync(string addresses, string? webhook = null)
    {
        using var request = new HttpRequestMessage(
            webhook is null ? HttpMethod.Get : HttpMethod.Post, webhook ?? "/api/v1/usage");
        request.Headers.TryAddWithoutValidation(ClientAddress, addresses);
        return await app.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PreflightAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/v1/usage");
        request.Headers.Add("Origin", Page);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add(ClientAddress, address);
        return await app.Http.SendAsync(request);
    }
}
