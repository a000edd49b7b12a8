namespace RenderStudio.Core.Generations;

/// <summary>What an order is written down with, beside its wish.</summary>
/// <param name="Photos">The order's photos, all in storage; uploads among them are recorded with it.</param>
/// <param name="RetriedFrom">The owner's generation that this one repeats; null when it repeats none.</param>
/// <param name="Claim">Of the idempotency key that the answer is kept under; null without one.</param>
public sealed record SubmitTerms(KeptPhotos Photos, Guid? RetriedFrom, IdempotencyClaim? Claim);
