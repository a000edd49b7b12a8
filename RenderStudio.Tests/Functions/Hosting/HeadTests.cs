using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>HEAD is answered as GET, without a body.</summary>
public sealed class HeadTests(ClockedApp shared) : IClassFixture<ClockedApp>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Every_GET_endpoint_answers_HEAD_with_the_status_and_headers_of_GET()
    {
        using var owner = app.ClientOf($"head-{Guid.NewGuid()}");
        var asset = (await owner.UploadedAsync(Drawing.Quarters(80, 80).EncodePng())).GetProperty("id").GetGuid();
        var generation = await SubmittedAsync(owner);
        var tried = 0;
        foreach (var id in new[] { asset, generation, Guid.NewGuid() })
        {
            foreach (var route in app.RoutesAt(id).Where(route => route.Method == "GET"))
            {
                using var get = await owner.SendAsync(route.Request());
                using var head = await owner.SendAsync((route with { Method = "HEAD" }).Request());

                Assert.True(get.StatusCode == head.StatusCode, $"{route.Path}: {head.StatusCode}");
                Assert.Equal(HeadersOf(get), HeadersOf(head));
                Assert.Empty(await head.Content.ReadAsByteArrayAsync());
                tried++;
            }
        }

        Assert.True(tried >= 30, $"Only {tried} requests were made.");
    }

    [Fact]
    public async Task HEAD_returns_the_length_of_the_catalog_and_304_for_a_current_copy()
    {
        using var owner = app.ClientOf($"head-{Guid.NewGuid()}");
        var length = (await owner.GetByteArrayAsync("/api/v1/catalog")).Length;

        using var head = await SendAsync(owner, "/api/v1/catalog");
        using var current = await SendAsync(owner, "/api/v1/catalog", head.Headers.ETag!.ToString());

        Assert.Equal((HttpStatusCode.OK, length), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(HttpStatusCode.NotModified, current.StatusCode);
    }

    [Fact]
    public async Task HEAD_of_an_event_stream_returns_its_headers_and_ends()
    {
        using var owner = app.ClientOf($"head-{Guid.NewGuid()}");
        var request = RawRequest.Of(
            "HEAD", $"/api/v1/generations/{await SubmittedAsync(owner)}/events",
            owner.DefaultRequestHeaders.Authorization!.ToString(), "Accept: text/event-stream\r\n");

        // Reads until the app closes the connection. A client library returns after the headers.
        var (status, answer) = await RawRequest.SendAsync(app, request).WaitAsync(Deadline);

        Assert.Equal(200, status);
        Assert.Contains("Content-Type: text/event-stream\r\n", answer);
        Assert.EndsWith("\r\n\r\n", answer);
    }

    private static async Task<Guid> SubmittedAsync(HttpClient owner)
    {
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        return (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient owner, string path, string? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Head, path);
        if (known is not null)
            request.Headers.Add("If-None-Match", known);
        return owner.SendAsync(request);
    }

    // A response of unknown length is sent in chunks, which a response without a body is not. RateLimit counts both.
    private static IEnumerable<string> HeadersOf(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length" or "RateLimit"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order();
}
