namespace RenderStudio.Core.Generations;

/// <summary>Identifies a request that the client may repeat: equal keys and bodies identify the same request.</summary>
/// <param name="Route">Method and path; the key is unique per owner and route.</param>
/// <param name="Fingerprint">Hash of all values of the body and of the hashes of its files.</param>
public sealed record IdempotencyKey(string Route, string Key, string Fingerprint);

/// <summary>
/// The lease of one request on an idempotency key. After the lease expires, another request can claim it.
/// </summary>
/// <param name="Token">Unique per claim; the statement that stores the response requires it.</param>
public sealed record IdempotencyClaim(Guid OwnerId, IdempotencyKey Key, Guid Token);
