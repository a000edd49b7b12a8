using System.Net;
using System.Text;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class ProxyModeTests
{
    [Fact]
    public async Task The_handler_sees_the_request_with_the_hosts_headers_over_forged_ones()
    {
        using var app = new ScriptedApp().Http("All", "api/{*rest}");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var request = new HttpRequestMessage(HttpMethod.Get, "api/a%20b/x%2Fy/c+d?t=1&t=2&e=%20z&flag");
        request.Headers.Host = "app.example.com:8443";
        foreach (var (name, value) in (IEnumerable<(string, string)>)[
            ("User-Agent", "curl/8"), ("Cookie", "a=1"), ("X-Forwarded-For", "9.9.9.9"), ("X-Forwarded-Host", "evil"),
            ("X-Forwarded-Prefix", "/evil"), ("X-Azure-Functions-InvocationId", "spoof"),
            ("x-ms-invocation-id", "spoof"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")])
            request.Headers.TryAddWithoutValidation(name, value);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);

        var seen = Assert.Single(await app.RequestsAsync("/api/a%20b/x%252Fy/c+d"));
        Assert.Equal("/api/a%20b/x%252Fy/c+d?t=1&t=2&e=%20z&flag", seen.Url);
        Assert.Equal([$"127.0.0.1:{host.Instances[0].Port}"], seen.Header("Host"));
        Assert.Equal(["127.0.0.1"], seen.Header("X-Forwarded-For"));
        Assert.Equal(["app.example.com:8443"], seen.Header("X-Forwarded-Host"));
        Assert.Equal(["http"], seen.Header("X-Forwarded-Proto"));
        Assert.Empty(seen.Header("X-Forwarded-Prefix"));
        Assert.Equal(["curl/8"], seen.Header("User-Agent"));
        Assert.Equal(["a=1"], seen.Header("Cookie"));
        Assert.Equal(["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"], seen.Header("traceparent"));
        Assert.True(Guid.TryParse(Assert.Single(seen.Header("X-Azure-Functions-InvocationId")), out _));
        Assert.Equal(seen.Header("X-Azure-Functions-InvocationId"), seen.Header("x-ms-invocation-id"));
        Assert.Single(seen.Header("X-Azure-Functions-HostVersion"));
    }

    [Fact]
    public async Task Status_headers_and_body_come_back_untouched()
    {
        using var app = new ScriptedApp().Http("Moved", "moved").Http("Broken", "broken")
            .Answer("/moved", new
            {
                status = 302,
                headers = new Dictionary<string, string> { ["Location"] = "/else", ["Set-Cookie"] = "a=1; Path=/" },
            })
            .Answer("/broken", new
            {
                status = 503,
                type = "application/problem+json",
                body = "{\"code\":\"unavailable\"}",
            });
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var moved = await client.GetAsync("moved");
        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        Assert.Equal("/else", moved.Headers.Location!.ToString());
        Assert.Equal(["a=1; Path=/"], moved.Headers.GetValues("Set-Cookie"));
        var broken = await client.GetAsync("broken");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Equal("application/problem+json", broken.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"code\":\"unavailable\"}", await broken.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_arrives_with_its_own_framing(bool chunked)
    {
        using var app = new ScriptedApp().Http("Upload", "upload");
        await using var host = await app.StartAsync();
        using var client = new FrontDoorClient(host);
        var request = new HttpRequestMessage(HttpMethod.Post, "upload")
        {
            Content = new StringContent(new string('x', 200_000), Encoding.UTF8, "text/plain"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
        var seen = Assert.Single(await app.RequestsAsync("/upload"));
        Assert.Equal(200_000, seen.Bytes);
        Assert.Equal(chunked ? [] : ["200000"], seen.Header("Content-Length"));
        Assert.Equal(["text/plain; charset=utf-8"], seen.Header("Content-Type"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_the_limit_is_413(bool chunked)
    {
        using var app = new ScriptedApp().Http("Upload", "upload");
        await using var host = await app.StartAsync(change: options => options with
        {
            Settings = new Dictionary<string, string> { ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1000" },
        });
        using var client = new FrontDoorClient(host);
        var body = new ByteArrayContent(new byte[1001]);
        var request = new HttpRequestMessage(HttpMethod.Post, "upload") { Content = body };
        request.Headers.TransferEncodingChunked = chunked;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_response_streams_and_a_client_that_leaves_is_seen_to_leave()
    {
        using var app = new ScriptedApp().Http("Events", "events")
            .Answer("/events", new { hang = true, first = "id: 1\n\n" });
        await using var host = await app.StartAsync();
        using (var client = new FrontDoorClient(host))
        using (var answer = await client.SendAsync(HttpMethod.Get, "events"))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync();
            var buffer = new byte[7];
            await stream.ReadExactlyAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal("id: 1\n\n", Encoding.UTF8.GetString(buffer));
            Assert.Equal(0, app.Aborted);
        }
        await Eventually.BecomesTrueAsync(() => app.Aborted == 1);
        Assert.Single(app.Starts());
    }

    [Fact]
    public async Task A_request_on_which_nothing_moves_is_given_up()
    {
        using var app = new ScriptedApp().Http("Hello", "hello").Answer("/hello", new { hang = true });
        await using var host = await app.StartAsync(change: options => options with
        {
            Intervals = options.Intervals with { ProxyActivity = TimeSpan.FromMilliseconds(300) },
        });
        using var client = new FrontDoorClient(host);
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("hello")).StatusCode);
        Assert.Single(app.Starts());
    }

    [Fact]
    public async Task Requests_go_round_the_instances_and_pass_by_a_frozen_one()
    {
        using var app = new ScriptedApp().Http("Hello", "hello");
        await using var host = await app.StartAsync(change: options => options with { Instances = 3 });
        using var client = new FrontDoorClient(host);
        for (var i = 0; i < 6; i++)
            await client.GetAsync("hello");
        Assert.Equal([2, 2, 2], app.Requests("/hello").GroupBy(request => request.Pid).Select(group => group.Count()));
        Assert.Equal([1, 2, 3], host.Instances.Select(instance => instance.Number));

        host.Stop(2);
        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("hello")).StatusCode);
        Assert.Equal(2, app.Requests("/hello").Count(request => request.Pid == host.Instances[1].Pid));
        host.Continue(2);
        for (var i = 0; i < 3; i++)
            await client.GetAsync("hello");
        Assert.Equal(3, app.Requests("/hello").Count(request => request.Pid == host.Instances[1].Pid));
    }
}
