namespace RenderStudio.Core.Predictions;

/// <summary>A webhook delivery as received. Null means that the header or query value is missing.</summary>
public sealed record WebhookDelivery
{
    public string? Id { get; init; }

    public string? Timestamp { get; init; }

    public string? Signature { get; init; }

    public string? PredictionId { get; init; }

    public string? Attempt { get; init; }

    public string? Token { get; init; }

    /// <summary>The raw bytes, over which the signature is computed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>A committed delivery.</summary>
/// <param name="Verdict">What the delivery meant; null when its prediction does not exist.</param>
/// <param name="Duplicate">Whether the delivery was received before.</param>
public sealed record WebhookReceipt(RunVerdict? Verdict, bool Duplicate);
