namespace RenderStudio.Core.Generations;

/// <summary>What an order is written down with, beside its wish.</summary>
/// <param name="Photo">An upload to record with it; null when there is none or the order names an asset.</param>
/// <param name="RetriedFrom">The owner's generation that this one repeats; null when it repeats none.</param>
/// <param name="Claim">Of the idempotency key that the answer is kept under; null without one.</param>
public sealed record SubmitTerms(Storage.Asset? Photo, Guid? RetriedFrom, IdempotencyClaim? Claim);
