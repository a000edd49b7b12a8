using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.ApiKeys;

namespace RenderStudio.Tests.Functions.Limits;

/// <summary>Requests beyond the limits of an owner or an API key, in an app whose buckets hardly refill.</summary>
public sealed class RequestLimitTests(Services services) : IAsyncLifetime
{
    private const int Reads = 4, Changes = 3, Submits = 2, Preparations = 2, Streams = 2, Keys = 2;
    private const string Generations = "/api/v1/generations";

    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services,
    [
        .. LowLimit.Of("Reads", Reads), .. LowLimit.Of("Changes", Changes), .. LowLimit.Of("Submits", Submits),
        .. LowLimit.Of("Preparations", Preparations), .. LowLimit.Of("Keys", Keys),
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
            Assert.Equal($"\"{name}\";q={burst};w={burst * 60}", counted.Header("RateLimit-Policy"));
            Assert.Equal($"\"{name}\";r={remaining};t={(burst - remaining) * 60}", counted.Header("RateLimit"));
        }

        using var rejected = await SendAsync(owner, method, path);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.Equal("60", rejected.Header("Retry-After"));
        Assert.Equal($"\"{name}\";r=0;t={burst * 60}", rejected.Header("RateLimit"));
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
        Assert.StartsWith("\"changes\";r=0;", rejected.Header("RateLimit"));
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
        Assert.StartsWith("\"keys\";r=0;", rejected.Header("RateLimit"));
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.StartsWith($"\"keys\";r={Keys - 1};", accepted.Header("RateLimit"));
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
        Assert.Equal("https://shop.example.com", rejected.Header("Access-Control-Allow-Origin"));
        Assert.Contains("RateLimit-Policy", rejected.Header("Access-Control-Expose-Headers"));
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

    private static async Task<HttpResponseMessage> SendAsync(HttpClient owner, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        if (method == "POST")
            request.Content = JsonContent.Create(new { });
        return await owner.SendAsync(request);
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
