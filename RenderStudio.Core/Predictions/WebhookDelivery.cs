namespace RenderStudio.Core.Predictions;

/// <summary>A webhook as it arrived. Null means that the header or query value was missing.</summary>
/// <param name="Body">The raw bytes; the signature speaks of nothing else.</param>
public sealed record WebhookDelivery(
    string? Id, string? Timestamp, string? Signature, string? PredictionId, string? Attempt, string? Token,
    ReadOnlyMemory<byte> Body);

/// <summary>That a delivery is durable, and what it meant; null when its prediction is unknown to us.</summary>
public sealed record WebhookReceipt(RunVerdict? Verdict, bool Duplicate);
