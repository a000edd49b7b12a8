using System.Net;
using System.Text;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Contract;

/// <summary>The clients of all tests reject a response that differs from the API document.</summary>
public sealed class CheckedResponsesTests
{
    private const string Ready = """{"status":"ok"}""";

    private const string NotFound =
        """{"type":"t","title":"t","status":404,"detail":"d","code":"not_found","traceId":"1"}""";

    [Theory]
    [InlineData(200, "application/json", Ready)]
    [InlineData(503, "application/problem+json",
        """{"type":"t","title":"t","status":503,"detail":"d","code":"unavailable","traceId":"1"}""")]
    public Task A_documented_response_is_returned(int status, string mediaType, string body) =>
        SendAsync("GET", "/api/health/ready", status, mediaType, body);

    [Theory]
    [InlineData(200, "application/json", """{"status":"ok","more":1}""", "more")]
    [InlineData(200, "application/json", "{}", "status")]
    [InlineData(200, "application/json", """{"status":1}""", "status")]
    [InlineData(200, "text/html", "<p>ok</p>", "text/html")]
    [InlineData(200, null, "", "body")]
    [InlineData(418, "application/json", Ready, "does not document this status")]
    [InlineData(503, "application/problem+json", NotFound, "not_found")]
    public async Task A_difference_fails_and_is_named(int status, string? mediaType, string body, string named) =>
        Assert.Contains(named, await FailureAsync("GET", "/api/health/ready", status, mediaType, body));

    [Fact]
    public async Task A_missing_header_fails() => Assert.Contains(
        "Retry-After",
        await FailureAsync("GET", "/api/health/ready", 503, "application/problem+json", NotFound, retryAfter: false));

    [Theory]
    [InlineData("GET", "/api/v1/unknown")]
    [InlineData("DELETE", "/api/v1/usage")]
    [InlineData("GET", "/api/v1/renders/not-an-id")]
    public async Task An_operation_that_is_not_documented_is_only_rejected(string method, string path)
    {
        await SendAsync(method, path, 404, "application/problem+json", NotFound);

        Assert.Contains("no such operation", await FailureAsync(method, path, 200, "application/json", Ready));
    }

    [Fact]
    public async Task An_accepted_request_with_an_undocumented_field_fails()
    {
        const string Links = """{"items":[]}""";
        await SendAsync("POST", "/api/v1/storage/signed-urls", 200, "application/json", Links,
            """{"ids":["0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60"]}""");

        Assert.Contains("minutes", await FailureAsync("POST", "/api/v1/storage/signed-urls", 200, "application/json",
            Links, """{"ids":["0199d39f-02aa-7d10-9c5e-7a1b3e4f5d60"],"minutes":5}"""));
    }

    [Fact]
    public async Task A_response_of_the_Functions_host_is_not_checked() =>
        await SendAsync("GET", "/api/health/ready", 502, null, "");

    private static async Task<string> FailureAsync(
        string method, string path, int status, string? mediaType, string body, string? sent = null,
        bool retryAfter = true) =>
        (await Assert.ThrowsAsync<ContractException>(
            () => SendAsync(method, path, status, mediaType, body, sent, retryAfter))).Message;

    private static async Task SendAsync(
        string method, string path, int status, string? mediaType, string body, string? sent = null,
        bool retryAfter = true)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body) };
        response.Content.Headers.ContentType = mediaType is null ? null : new(mediaType);
        if (retryAfter && status == 503)
            response.Headers.RetryAfter = new(TimeSpan.FromSeconds(5));
        using var client = new HttpClient(new CheckedResponses { InnerHandler = new OneResponse(response) });
        using var request = new HttpRequestMessage(new(method), $"http://localhost{path}")
        {
            Content = sent is null ? null : new StringContent(sent, Encoding.UTF8, "application/json"),
        };
        using var received = await client.SendAsync(request);
    }

    private sealed class OneResponse(HttpResponseMessage response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            response.RequestMessage = request;
            return Task.FromResult(response);
        }
    }
}
