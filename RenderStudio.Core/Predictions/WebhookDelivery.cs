namespace RenderStudio.Core.Predictions;

/// <summary>A webhook delivery as received. Null means that the header or query value is missing.</summary>
/// <param name="Body">The raw bytes, over which the signature is computed.</param>
public sealed record WebhookDelivery(
    string? Id, string? Timestamp, string? Signature, string? PredictionId, string? Attempt, string? Token,
    ReadOnlyMemory<byte> Body);

/// <summary>A committed delivery.</summary>
/// <param name="Verdict">What the delivery meant; null when its prediction does not exist.</param>
/// <param name="Duplicate">Whether the delivery was received before.</param>
public sealed record WebhookReceipt(RunVerdict? Verdict, bool Duplicate);
