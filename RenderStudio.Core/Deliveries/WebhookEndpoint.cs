namespace RenderStudio.Core.Deliveries;

/// <summary>An address of an owner's server that receives events.</summary>
public sealed record WebhookEndpoint
{
    public static IReadOnlyList<string> DisabledReasons { get; } = ["owner", "failures", "gone"];

    public required Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>The types of events that it receives.</summary>
    public required string[] Events { get; init; }

    public string? Description { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>
    /// <c>owner</c>, <c>failures</c> (nothing but failures for days) or <c>gone</c> (it answered 410); null while it is
    /// enabled.
    /// </summary>
    public string? DisabledReason { get; init; }

    public DateTime? DisabledAt { get; init; }

    /// <summary>When the first of the failures occurred that no success has followed; null without one.</summary>
    public DateTime? FailingSince { get; init; }

    /// <summary>Until when deliveries are also signed with the previous secret; null when there is none.</summary>
    public DateTime? PreviousSecretExpiresAt { get; init; }

    public required DateTime CreatedAt { get; init; }
}

/// <summary>An endpoint with its new secret, which is shown once.</summary>
/// <param name="Secret">The signing secret: <c>whsec_</c> and base64.</param>
public sealed record EndpointWithSecret(WebhookEndpoint Endpoint, string Secret);

/// <summary>The fields of a new or changed endpoint; null keeps a field.</summary>
public sealed record EndpointChange
{
    public string? Url { get; init; }

    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>An empty text removes the description.</summary>
    public string? Description { get; init; }

    public bool? Enabled { get; init; }
}
