using RenderStudio.Core.Assets;

namespace RenderStudio.Core.Generations;

/// <summary>What the submit's transaction writes in addition to the specification.</summary>
/// <param name="Photos">The input photos, all in storage; the transaction writes the rows of uploads.</param>
/// <param name="RetriedFrom">The owner's generation that this one retries; null when it is not a retry.</param>
/// <param name="Claim">The claim on the idempotency key that stores the response; null without a key.</param>
public sealed record SubmitTerms(StoredPhotos Photos, Guid? RetriedFrom, IdempotencyClaim? Claim);
