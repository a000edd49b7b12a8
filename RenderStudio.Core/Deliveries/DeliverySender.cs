using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Deliveries;

/// <summary>What a try resulted in.</summary>
/// <param name="Status">The HTTP status; null when there was no response.</param>
/// <param name="Body">The beginning of the response; null when it is empty.</param>
/// <param name="Error">Why there was no response; null when there was one.</param>
public sealed record DeliveryResponse(int? Status, string? Body, string? Error, TimeSpan Elapsed)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The owner's server asks for no further deliveries.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>
/// Sends one try of a delivery, signed by Standard Webhooks, to an address that is checked again (see
/// <see cref="EndpointConnection"/>). Follows no redirect and reads at most 1 kB of the response.
/// </summary>
public sealed class DeliverySender(HttpClient http, EndpointSecrets secrets, TimeProvider clock)
{
    private const int MaxBody = 1024;

    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(2);

    /// <param name="limit">Time until the headers of the response.</param>
    public async Task<DeliveryResponse> SendAsync(ClaimedDelivery delivery, TimeSpan limit, CancellationToken ct)
    {
        var body = DeliveryBody.Of(delivery);
        var timestamp = $"{clock.GetUtcNow().ToUnixTimeSeconds()}";
        if (Signatures(delivery, timestamp, body) is not { } signatures)
            return Failed("secret_unreadable");
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Version = HttpVersion.Version11, // ConnectCallback is not called for HTTP/3.
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("RenderStudio", "1.0"));
        request.Headers.Add("webhook-id", $"{delivery.EventId}");
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", signatures);
        return await SendAsync(request, limit, ct);
    }

    /// <returns>One entry per secret; null when the secret cannot be decrypted.</returns>
    private string? Signatures(ClaimedDelivery delivery, string timestamp, byte[] body)
    {
        if (secrets.Decrypt(delivery.EndpointId, delivery.Secret) is not { } secret)
            return null;
        var signature = WebhookSignature.Sign(secret, $"{delivery.EventId}", timestamp, body);
        if (delivery.PreviousSecret is not { } stored
            || secrets.Decrypt(delivery.EndpointId, stored) is not { } previous)
            return signature;
        // The first entry is repeated, because the NuGet package StandardWebhooks (1.1.2) skips the last of several.
        var other = WebhookSignature.Sign(previous, $"{delivery.EventId}", timestamp, body);
        return $"{signature} {other} {signature}";
    }

    private async Task<DeliveryResponse> SendAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var since = clock.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            var elapsed = clock.GetElapsedTime(since);
            return new((int)response.StatusCode, await ReadStartAsync(response, ct), null, elapsed);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed("timed_out");
        }
        catch (HttpRequestException error)
        {
            return Failed(error.HttpRequestError is HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse
                or HttpRequestError.ConfigurationLimitExceeded ? "invalid_response" : "unreachable");
        }
    }

    /// <summary>Reads the first kilobyte. A body that comes slowly or breaks off changes nothing.</summary>
    private async Task<string?> ReadStartAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(BodyLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var (start, length) = (new byte[MaxBody], 0);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(stop.Token);
            for (int read; length < MaxBody && (read = await body.ReadAsync(start.AsMemory(length), stop.Token)) > 0;)
                length += read;
        }
        catch (Exception broken) when (!ct.IsCancellationRequested
            && broken is HttpRequestException or IOException or OperationCanceledException)
        {
        }

        return length == 0 ? null : Readable(Encoding.UTF8.GetString(start, 0, length));
    }

    // PostgreSQL stores no NUL, and other control characters are not readable.
    private static string Readable(string text) =>
        string.Concat(text.Where(letter => !char.IsControl(letter) || letter is '\n' or '\t')).TrimEnd('\uFFFD');

    private static DeliveryResponse Failed(string error) => new(null, null, error, TimeSpan.Zero);
}
