using System.Text.Json.Serialization;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;

namespace RenderStudio.Functions.Deliveries;

/// <summary>A new endpoint, or one with a new secret. No other response contains the secret.</summary>
public sealed record SecretBody(
    Guid Id, string Url, IReadOnlyList<string> Events, string? Description, bool Enabled, string Secret,
    DateTime? PreviousSecretExpiresAt, DateTime CreatedAt)
{
    public static SecretBody Of(EndpointWithSecret created)
    {
        var endpoint = created.Endpoint;
        return new(
            endpoint.Id, endpoint.Url, endpoint.Events, endpoint.Description, endpoint.Enabled, created.Secret,
            endpoint.PreviousSecretExpiresAt, endpoint.CreatedAt);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(Page<WebhookEndpoint>))]
[JsonSerializable(typeof(SecretBody))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(Page<DeliveryView>))]
public sealed partial class EndpointJson : JsonSerializerContext;
