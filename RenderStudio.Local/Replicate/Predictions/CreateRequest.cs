using System.Text.Json;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>The body of a create call before validation.</summary>
internal sealed record CreateRequest(JsonElement Body)
{
    public string Prompt =>
        Body.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object
            && input.TryGetProperty("prompt", out var prompt) && prompt.ValueKind == JsonValueKind.String
            ? prompt.GetString()!
            : "";

    public JsonElement Input => Body.GetProperty("input");

    public string? Version =>
        Body.TryGetProperty("version", out var version)
            && version.ValueKind == JsonValueKind.String ? version.GetString() : null;

    public Uri? Webhook => Body.TryGetProperty("webhook", out var webhook) ? new Uri(webhook.GetString()!) : null;

    public IReadOnlyList<string>? WebhookEvents =>
        Body.TryGetProperty("webhook_events_filter", out var events)
            ? [.. events.EnumerateArray().Select(e => e.GetString()!)]
            : null;

    /// <summary>Null when the body is not a JSON object.</summary>
    public static async Task<CreateRequest?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same request without a key.</summary>
    public CreateRequest Without(string key)
    {
        if (!Body.TryGetProperty(key, out _))
            return this;
        var rest = Body.EnumerateObject().Where(p => p.Name != key).ToDictionary(p => p.Name, p => p.Value);
        return new CreateRequest(JsonSerializer.SerializeToElement(rest));
    }
}
