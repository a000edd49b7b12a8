using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>HTTP handling of webhook deliveries. The tests of predictions cover the effect of a delivery.</summary>
public sealed class WebhookTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Path = "/api/v1/webhooks/replicate";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_body_of_two_megabytes_is_rejected_by_its_Content_Length_and_by_its_bytes()
    {
        foreach (var chunked in new[] { false, true })
        {
            using var request = Request(new byte[2 * 1024 * 1024]);
            request.Headers.TransferEncodingChunked = chunked;

            await RefusedAsync(request, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        }
    }

    [Theory]
    [InlineData("webhook-id", Id)]
    [InlineData("webhook-timestamp", "1732000000")]
    [InlineData("webhook-signature", "v1,AAAA")]
    public async Task A_repeated_webhook_header_is_rejected(string header, string value)
    {
        var (status, answer) = await RawRequest.SendAsync(app, RawRequest.Of("POST", Target(),
            headers: $"{header}: {value}\r\n{header}: {value}\r\nContent-Type: application/json\r\n", body: "{}"));
        using var joined = Request("{}"u8.ToArray());
        joined.Headers.TryAddWithoutValidation(header, $"{value}, {value}");

        Assert.Equal(400, status);
        Assert.Contains("invalid_webhook", answer);
        await RefusedAsync(joined, HttpStatusCode.BadRequest, "invalid_webhook");
    }

    [Fact]
    public async Task A_delivery_without_a_valid_signature_is_rejected()
    {
        using var unsigned = Request("{}"u8.ToArray());
        using var forged = Request("{}"u8.ToArray());
        forged.Headers.Add("webhook-id", Id);
        forged.Headers.Add("webhook-timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString());
        forged.Headers.Add("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        await RefusedAsync(forged, HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        await RefusedAsync(unsigned, HttpStatusCode.Unauthorized, "webhook_signature_invalid");
        Assert.Equal(0, await app.QueryAsync<int>("select count(*) from webhook_deliveries"));
    }

    private static string Target() => $"{Path}?prediction={Guid.NewGuid()}&attempt=1&token=x";

    private static HttpRequestMessage Request(byte[] body) =>
        new(HttpMethod.Post, Target())
        {
            Content = new ByteArrayContent(body),
        };

    private async Task RefusedAsync(HttpRequestMessage request, HttpStatusCode status, string code)
    {
        var answer = await app.Http.SendAsync(request);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
    }
}
