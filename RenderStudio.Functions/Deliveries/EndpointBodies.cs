using System.Text.Json.Serialization;
using RenderStudio.Core.Database;
using RenderStudio.Core.Deliveries;

namespace RenderStudio.Functions.Deliveries;

/// <summary>A new endpoint, or one with a new secret. No other response contains the secret.</summary>
public sealed record EndpointWithSecretBody
{
    public required Guid Id { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    public string? Description { get; init; }

    public required bool Enabled { get; init; }

    public required string Secret { get; init; }

    public DateTime? PreviousSecretExpiresAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    public static EndpointWithSecretBody Of(EndpointWithSecret created) => new()
    {
        Id = created.Endpoint.Id,
        Url = created.Endpoint.Url,
        Events = created.Endpoint.Events,
        Description = created.Endpoint.Description,
        Enabled = created.Endpoint.Enabled,
        Secret = created.Secret,
        PreviousSecretExpiresAt = created.Endpoint.PreviousSecretExpiresAt,
        CreatedAt = created.Endpoint.CreatedAt,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookEndpoint))]
[JsonSerializable(typeof(Page<WebhookEndpoint>))]
[JsonSerializable(typeof(EndpointWithSecretBody))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(Page<DeliveryView>))]
public sealed partial class EndpointJson : JsonSerializerContext;
