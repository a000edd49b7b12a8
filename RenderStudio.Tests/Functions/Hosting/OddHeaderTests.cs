using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Headers that the app reads as text, with invalid bytes and values.</summary>
public sealed class OddHeaderTests(LoggedApp logged) : IClassFixture<LoggedApp>
{
    private static readonly string[] Values =
    [
        "", " ", "\u00ff", "\u00c3\u00a9", "\u00ed\u00a0\u0080", "\u0001", "\u0000", "\u007f", "\t", "\"", "\"\"",
        "W/", "W/\"", "*", "*, *", ",,,", ";;;", "=", "wait", "wait=", "wait=-1", "wait=0", "wait=\"\"",
        "wait=99999999999999999999",
        "wait=\u00ff", "-1", "-2147483648", "99999999999999999999", "1e400", "\\ud800", "%00", "..", "[::1",
        "::", "a b",
        "bytes=-0", "bytes=9223372036854775807-", "bytes=-9223372036854775807", "bytes=0-99999999999999999999",
        "a@b:99999", new('x', 300), new('x', 8000),
    ];

    [Theory]
    [InlineData("POST", "Idempotency-Key")]
    [InlineData("GET", "Prefer")]
    [InlineData("GET", "If-None-Match")]
    [InlineData("GET", "If-Range")]
    [InlineData("GET", "Range")]
    [InlineData("GET", "Accept")]
    [InlineData("GET", "Authorization")]
    [InlineData("GET", "X-Forwarded-For")]
    [InlineData("GET", "X-Forwarded-Host")]
    [InlineData("GET", "X-Forwarded-Proto")]
    [InlineData("GET", "X-Forwarded-Prefix")]
    [InlineData("GET", "traceparent")]
    [InlineData("GET", "tracestate")]
    [InlineData("GET", "baggage")]
    [InlineData("GET", "Origin")]
    [InlineData("OPTIONS", "Access-Control-Request-Headers")]
    [InlineData("OPTIONS", "Access-Control-Request-Method")]
    [InlineData("POST", "Content-Type")]
    [InlineData("POST", "webhook-id")]
    [InlineData("POST", "webhook-timestamp")]
    [InlineData("POST", "webhook-signature")]
    public async Task A_malformed_header_is_rejected_or_ignored(string method, string header)
    {
        using var owner = logged.App.ClientOf($"header-{Guid.NewGuid()}");
        var token = owner.DefaultRequestHeaders.Authorization!.ToString();
        logged.Log.Clear();
        foreach (var value in Values)
        {
            foreach (var target in Targets(method))
            {
                var headers = $"{header}: {value}\r\n";
                if (method == "OPTIONS")
                    headers += $"Origin: {LoggedApp.Origin}\r\n";
                if (header == "Access-Control-Request-Headers")
                    headers += "Access-Control-Request-Method: GET\r\n";
                else if (method == "POST" && header != "Content-Type")
                    headers += "Content-Type: application/json\r\n";
                var (status, answer) = await RawRequest.SendAsync(logged.App, RawRequest.Of(
                    method, target, header == "Authorization" ? null : token, headers, method == "POST" ? "{}" : ""));

                Assert.True(status is >= 200 and < 500, $"{header}: {value} at {target}: {answer}");
            }
        }

        Assert.DoesNotContain(logged.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeated_idempotency_key_header_is_rejected()
    {
        using var owner = logged.App.ClientOf($"header-{Guid.NewGuid()}");

        var (status, answer) = await RawRequest.SendAsync(logged.App, RawRequest.Of(
            "POST", "/api/v1/generations", owner.DefaultRequestHeaders.Authorization!.ToString(),
            "Idempotency-Key: one\r\nIdempotency-Key: two\r\nContent-Type: application/json\r\n",
            """{"mode":"imagine","prompt":"a den"}"""));

        Assert.Equal(422, status);
        Assert.Contains("Idempotency-Key", answer);
    }

    [Fact]
    public async Task A_malformed_Last_Event_ID_starts_at_the_first_event_or_after_the_last()
    {
        using var owner = logged.App.ClientOf($"header-{Guid.NewGuid()}");
        var token = owner.DefaultRequestHeaders.Authorization!.ToString();
        var submitted = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        (await owner.PostAsync($"/api/v1/generations/{id}/cancel", null)).EnsureSuccessStatusCode();
        // Sent concurrently, because each request waits for the reader of the instance.
        string[] values = ["", "\u00ff", "\u0000", "-1", "-2147483648", "99999999999999999999", "1e400", "1, 2", "2\t"];
        await Task.WhenAll(values.Select(async value =>
        {
            var (status, answer) = await RawRequest.SendAsync(logged.App, RawRequest.Of(
                "GET", $"/api/v1/generations/{id}/events", token,
                $"Accept: text/event-stream\r\nLast-Event-ID: {value}\r\n"));

            Assert.True(status is 200 or 204 or 400, $"{value}: {answer}");
            if (status == 200)
                Assert.Contains("event: canceled", answer);
        }));
    }

    private static string[] Targets(string method) => method switch
    {
        "POST" => ["/api/v1/generations", $"/api/v1/generations/{Guid.Empty}/retry", "/api/v1/webhooks/replicate"],
        "OPTIONS" => ["/api/v1/assets/renders/0193d2a0-0000-7000-8000-000000000000/full_0.webp", "/api/v1/generations"],
        _ => ["/api/v1/catalog", "/api/v1/generations", "/api/v1/assets/uploads/0193d2a0-0000-7000-8000-000000000000"],
    };
}
