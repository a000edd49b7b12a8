using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class HttpTests(Services services) : IAsyncLifetime
{
    private const int LongestBody = 104_857_600;
    private readonly ScriptedApp app = new();
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() =>
        host = await RunningHost.StartAsync(app, await TestQueue.CreateAsync(services));

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        app.Dispose();
    }

    [Fact]
    public async Task A_request_arrives_with_its_route_values_and_its_response_is_returned()
    {
        app.Answer("/web/a b/c/d", new { status = 418, body = "teapot" });
        using var answer = await host.Client.PostAsync("/web/a%20b/c/d?x=1&y", new StringContent("12345"));
        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("teapot", await answer.Content.ReadAsStringAsync());
        var call = Assert.Single(app.Calls("http"));
        Assert.Equal("POST", call.GetProperty("method").GetString());
        Assert.Equal("?x=1&y", call.GetProperty("query").GetString());
        Assert.Equal(5, call.GetProperty("length").GetInt64());
        foreach (var values in new[] { call.GetProperty("route"), call.GetProperty("metadata") })
        {
            Assert.Equal("a b", values.GetProperty("name").GetString());
            Assert.Equal("c/d", values.GetProperty("rest").GetString());
        }
        Assert.Equal("1", call.GetProperty("metadata").GetProperty("x").GetString());
    }

    [Fact]
    public async Task A_client_can_forge_neither_the_invocation_id_nor_its_own_address()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/web/a");
        request.Headers.Add("x-ms-invocation-id", "forged");
        request.Headers.Add("X-Forwarded-For", "9.9.9.9");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        (await host.Client.SendAsync(request)).EnsureSuccessStatusCode();
        var call = Assert.Single(app.Calls("http"));
        var headers = call.GetProperty("headers");
        Assert.Equal(call.GetProperty("invocationId").GetString(), Header(headers, "x-ms-invocation-id"));
        // The worker applies the forwarded values and keeps the original values under these names.
        Assert.Equal("127.0.0.1", Header(headers, "X-Original-For")?.Split(':')[0]);
        Assert.Equal(host.Client.BaseAddress!.Authority, Header(headers, "Host"));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Header(headers, "traceparent"));
    }

    [Fact]
    public async Task Preflight_requests_reach_the_app()
    {
        app.Answer("/web/a", new { status = 204 });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/web/a");
        request.Headers.Add("Origin", "https://example.com");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.SendAsync(request)).StatusCode);
        Assert.Single(app.Calls("http"));
    }

    [Theory]
    [InlineData("GET", "/nothing/here")]
    [InlineData("DELETE", "/web/a")]
    [InlineData("GET", "/admin/functions/Tick")]
    public async Task An_unknown_path_or_method_is_answered_404_and_empty(string method, string path)
    {
        using var answer = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Empty(app.Calls("http"));
    }

    [Theory]
    [InlineData("Host", "studio.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    public async Task An_external_admin_call_is_answered_404_and_runs_nothing(string header, string value)
    {
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Get, "/admin/host/status"), (HttpMethod.Post, "/admin/functions/Tick?wait=true"),
            (HttpMethod.Post, "/ADMIN/functions/Tick?wait=true"),
            (HttpMethod.Post, "/%61dmin/functions/Tick?wait=true")])
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add(header, value);
            using var answer = await host.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var own = await host.Client.PostAsync("/admin/functions/Tick?wait=true", null);
        Assert.Equal(HttpStatusCode.NoContent, own.StatusCode);
        Assert.Single(app.Calls("timer done"));
    }

    [Fact]
    public async Task The_root_is_a_page_of_the_host()
    {
        using var answer = await host.Client.GetAsync("/");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_status_names_both_processes()
    {
        var state = await host.StateAsync();
        Assert.Equal(new HostState("Running", host.Pid, Assert.Single(app.Workers())), state);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_100_MB_arrives_and_one_byte_more_is_answered_500_and_empty(bool chunked)
    {
        // The chunk sizes count too.
        var longest = chunked ? LongestBody - 100_000 : LongestBody;
        using var fits = await PostAsync(longest, chunked);
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(longest, Assert.Single(app.Calls("http")).GetProperty("length").GetInt64());
        using var tooLarge = await PostAsync(LongestBody + 1, chunked);
        Assert.Equal(HttpStatusCode.InternalServerError, tooLarge.StatusCode);
        Assert.Equal("", await tooLarge.Content.ReadAsStringAsync());
        Assert.Single(app.Calls("http"));
        Assert.Contains($"{LongestBody}", await host.LogsAsync("Web failed: "));
        Assert.Single(host.Log, line => line.StartsWith("erro Host", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Log, line => line.StartsWith("warn Yarp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_cannot_be_forwarded_is_answered_500_with_its_reason_in_the_log()
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Client.BaseAddress!, "/web/a"));
        request.Headers.Add("X-Name", "Zoë");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        await host.LogsAsync("Web failed: The request could not be sent to the worker "
            + "(Request: Request headers must contain only ASCII");
        Assert.Single(host.Log, line => line.StartsWith("erro Host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_closes_an_event_stream_ends_the_function()
    {
        app.Answer("/web/events", new { stream = true, obeys = "request" });
        using (var answer = await host.Client.GetAsync("/web/events", HttpCompletionOption.ResponseHeadersRead))
        using (var reader = new StreamReader(await answer.Content.ReadAsStreamAsync()))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal("data: 1", await reader.ReadLineAsync());
        }
        await app.BecomesAsync("aborted");
        Assert.DoesNotContain(host.Log, line => line.StartsWith("erro Host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_closes_cancels_the_token_of_the_invocation_too()
    {
        app.Answer("/web/slow", new { wait = -1, obeys = "invocation" });
        using var leaving = new CancellationTokenSource();
        var request = host.Client.GetAsync("/web/slow", leaving.Token);
        await app.BecomesAsync("http");
        await leaving.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => request);
        await app.BecomesAsync("aborted");
    }

    [Fact]
    public async Task A_client_that_closes_in_the_middle_of_an_upload_ends_the_function()
    {
        app.Answer("/web/upload", new { obeys = "request" });
        using var leaving = new CancellationTokenSource();
        using var body = new StreamContent(new EndlessBody());
        var upload = host.Client.PostAsync("/web/upload", body, leaving.Token);
        await app.BecomesAsync("reading");
        await leaving.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => upload);
        await app.BecomesAsync("aborted");
        Assert.Empty(app.Calls("http"));
    }

    private static string? Header(JsonElement headers, string name) => headers.EnumerateObject()
        .FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.ToString();

    private async Task<HttpResponseMessage> PostAsync(int length, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/web/upload");
        request.Content = new ByteArrayContent(new byte[length]);
        request.Headers.TransferEncodingChunked = chunked;
        // The server can respond and close before it has received everything.
        request.Headers.ExpectContinue = true;
        return await host.Client.SendAsync(request);
    }
}
