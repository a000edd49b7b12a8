using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;

namespace RenderStudio.Testing.App;

/// <summary>A delivery as Replicate sends it to a running app, valid until a test changes a part of it.</summary>
public sealed record SignedDelivery(Uri Link, string Secret, string Run, string Status)
{
    public string Id { get; init; } = $"msg_{Guid.NewGuid():n}";

    public DateTimeOffset SentAt { get; init; } = TimeProvider.System.GetUtcNow();

    public string Body { get; init; } =
        $$"""{"id":"{{Run}}","status":"{{Status}}","output":["https://replicate.delivery/a/0.webp"]}""";

    /// <summary>The header Content-Encoding; null for none.</summary>
    public string? Encoding { get; init; }

    public static SignedDelivery For(RunningApp app, Guid predictionId, string run, string status) => new(
        app.Services.GetRequiredService<WebhookAddress>().For(predictionId, attempt: 1)!,
        app.Services.GetRequiredService<IOptions<ReplicateOptions>>().Value.WebhookSecrets[0], run, status);

    public Task<HttpResponseMessage> SendAsync(RunningApp app) => SendAsync(app.Http);

    public Task<HttpResponseMessage> SendAsync(HttpClient client) =>
        SendAsync(client, System.Text.Encoding.UTF8.GetBytes(Body));

    /// <param name="body">Signed and sent instead of <see cref="Body"/>.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] body)
    {
        var timestamp = $"{SentAt.ToUnixTimeSeconds()}";
        using var request = new HttpRequestMessage(HttpMethod.Post, Link.PathAndQuery)
        {
            Content = new ByteArrayContent(body),
        };
        if (Encoding is not null)
            request.Content.Headers.ContentEncoding.Add(Encoding);
        request.Headers.Add("webhook-id", Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(Secret, Id, timestamp, body));
        return await client.SendAsync(request);
    }
}
