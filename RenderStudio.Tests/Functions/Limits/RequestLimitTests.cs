using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.ApiKeys;

namespace RenderStudio.Tests.Functions.Limits;

/// <summary>Requests beyond the limits of an address or an owner, in an app whose buckets hardly refill.</summary>
public sealed class RequestLimitTests(Services services) : IAsyncLifetime
{
    private const int Addresses = 40, Webhooks = 3, Reads = 4, Changes = 3, Submits = 2, Preparations = 2, Streams = 2, Keys = 2;
    private const string ClientAddress = "X-Forwarded-For", Generations = "/api/v1/generations";

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services,
    [
        .. Limit("Addresses", Addresses), .. Limit("Webhooks", Webhooks), .. Limit("Reads", Reads),
        .. Limit("Keys", Keys), .. Limit("Changes", Changes), .. Limit("Submits", Submits), .. Limit("Preparations", Preparations),
        ("Limits:OpenStreams", $"{Streams}"), ("Plans:Free:ConcurrentGenerations", "10"),
        ("Http:AllowedOrigins:0", "https://shop.example.com"),
    ]);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/v1/usage", "reads", Reads)]
    [InlineData("HEAD", "/api/v1/generations", "reads", Reads)]
    [InlineData("POST", "/api/v1/storage/signed-urls", "changes", Changes)]
    [InlineData("DELETE", "/api/v1/renders/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37", "changes", Changes)]
    [InlineData("DELETE", "/api/v1/me", "changes", Changes)]
    [InlineData("POST", "/api/v1/generations", "submits", Submits)]
    [InlineData("POST", "/api/v1/generations/0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37/retry", "submits", Submits)]
    [InlineData("POST", "/api/v1/quotes", "preparations", Preparations)]
    [InlineData("POST", "/api/v1/storage/presigned-upload", "preparations", Preparations)]
    public async Task Requests_beyond_the_burst_of_their_class_are_rejected_with_the_time_to_wait(
        string method, string path, string name, int burst)
    {
        using var owner = app.ClientOf($"{method} {path}");
        for (var remaining = burst - 1; remaining >= 0; remaining--)
        {
            using var counted = await SendAsync(owner, method, path);
            Assert.NotEqual(HttpStatusCode.TooManyRequests, counted.StatusCode);
            Assert.Equal($"\"{name}\";q={burst};w={burst * 60}", Header(counted, "RateLimit-Policy"));
            Assert.Equal($"\"{name}\";r={remaining};t={(burst - remaining) * 60}", Header(counted, "RateLimit"));
        }

        using var rejected = await SendAsync(owner, method, path);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal("60", Header(rejected, "Retry-After"));
        Assert.Equal($"\"{name}\";r=0;t={burst * 60}", Header(rejected, "RateLimit"));
        if (method != "HEAD")
        {
            var problem = await rejected.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("rate_limited", problem.Text("code"));
            Assert.Contains(name, problem.Text("detail"));
        }
    }

    [Fact]
    public async Task Owners_and_classes_have_separate_buckets()
    {
        using var owner = app.ClientOf("spent");
        using var other = app.ClientOf("other");
        for (var count = 0; count < Reads; count++)
            (await owner.GetAsync("/api/v1/usage")).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.TooManyRequests, (await owner.GetAsync("/api/v1/usage")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/usage")).StatusCode);
        using var quoted = await owner.PostAsJsonAsync("/api/v1/quotes", new { mode = "imagine", prompt = "a den" });
        Assert.Equal(HttpStatusCode.OK, quoted.StatusCode);
    }

    [Fact]
    public async Task An_erasure_is_counted_with_the_other_changes_of_the_owner()
    {
        using var owner = app.ClientOf("erased");
        for (var count = 0; count < Changes; count++)
            await SendAsync(owner, "POST", "/api/v1/storage/signed-urls");

        using var rejected = await SendAsync(owner, "DELETE", "/api/v1/me");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.StartsWith("\"changes\";r=0;", Header(rejected, "RateLimit"));
        Assert.False(await app.QueryAsync<bool>("select exists (select from erasures)"));
    }

    [Fact]
    public async Task A_request_of_a_key_without_the_scope_is_counted()
    {
        using var owner = app.ClientOf("owner of a reading key");
        using var key = app.WithKey((await owner.KeyAsync(["read"])).Text("key"));
        for (var count = 0; count < Keys; count++)
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(key, "DELETE", "/api/v1/me")).StatusCode);

        using var rejected = await SendAsync(key, "DELETE", "/api/v1/me");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
    }

    [Fact]
    public async Task An_API_key_has_a_bucket_of_its_own_within_that_of_its_owner()
    {
        using var owner = app.ClientOf("owner of keys");
        using var first = app.WithKey((await owner.KeyAsync()).Text("key"));
        using var second = app.WithKey((await owner.KeyAsync()).Text("key"));
        for (var count = 0; count < Keys; count++)
            (await first.GetAsync("/api/v1/usage")).EnsureSuccessStatusCode();

        using var rejected = await first.GetAsync("/api/v1/usage");
        using var accepted = await second.GetAsync("/api/v1/usage");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.StartsWith("\"keys\";r=0;", Header(rejected, "RateLimit"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.StartsWith($"\"keys\";r={Keys - 1};", Header(accepted, "RateLimit"));
    }

    [Fact]
    public async Task An_address_is_limited_before_its_token_is_checked_and_other_addresses_are_not()
    {
        for (var count = 0; count < Addresses; count++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await FromAsync("203.0.113.7")).StatusCode);

        using var rejected = await FromAsync("203.0.113.7");
        using var other = await FromAsync("203.0.113.8");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.StartsWith("\"addresses\";r=0;", Header(rejected, "RateLimit"));
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
        Assert.StartsWith("\"addresses\";r=0;", Header(rejected, "RateLimit"));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await FromAsync("203.0.113.9")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, other.StatusCode);
        Assert.StartsWith($"\"addresses\";r={Addresses - 1};", Header(other, "RateLimit"));
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

    [Fact]
    public async Task A_page_of_another_origin_can_read_the_rejection()
    {
        using var owner = app.ClientOf("page");
        owner.DefaultRequestHeaders.Add("Origin", "https://shop.example.com");
        for (var count = 0; count < Reads; count++)
            await owner.GetAsync("/api/v1/usage");

        using var rejected = await owner.GetAsync("/api/v1/usage");

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal("https://shop.example.com", Header(rejected, "Access-Control-Allow-Origin"));
        Assert.Contains("RateLimit-Policy", Header(rejected, "Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task A_bucket_refills_continuously()
    {
        await using var fast = await RunningApp.StartAsync(
            services, ("Limits:Reads:PerMinute", "60"), ("Limits:Reads:Burst", "1"));
        using var owner = fast.ClientOf("refilled");
        (await owner.GetAsync("/api/v1/usage")).EnsureSuccessStatusCode();

        await Eventually.BecomesTrueAsync(async () =>
            (await owner.GetAsync("/api/v1/usage")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Streams_beyond_the_limit_are_rejected_and_submits_do_not_wait()
    {
        using var owner = app.ClientOf("streams");
        using var submitted = await SubmitAsync(owner);
        var events = $"{submitted.Headers.Location!.PathAndQuery}/events";
        var open = new List<HttpResponseMessage>();
        for (var count = 0; count < Streams; count++)
            open.Add(await StreamAsync(owner, events));

        using var rejected = await StreamAsync(owner, events);
        using var waiting = await SubmitAsync(owner, "wait=50");
        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.False(waiting.Headers.Contains("Preference-Applied"));

        open[0].Dispose();
        var limits = app.Engine.Get<RenderStudio.Functions.Limits.RequestLimits>();
        var ownerId = await app.QueryAsync<Guid>("select id from owners where subject = 'streams'");
        await Eventually.BecomesTrueAsync(() =>
        {
            using var free = limits.TryOpenStream(ownerId);
            return Task.FromResult(free is not null);
        });
        open.ForEach(stream => stream.Dispose());
    }

    private static (string, string)[] Limit(string name, int burst) =>
        [($"Limits:{name}:PerMinute", "1"), ($"Limits:{name}:Burst", $"{burst}")];

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient owner, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = JsonContent.Create(new { });
        return await owner.SendAsync(request);
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
        request.Headers.Add("Origin", "https://shop.example.com");
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add(ClientAddress, address);
        return await app.Http.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SubmitAsync(HttpClient owner, string? prefer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations)
        {
            Content = JsonContent.Create(new { mode = "imagine", prompt = "a den" }),
        };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        return await owner.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> StreamAsync(HttpClient owner, string events)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, events);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
