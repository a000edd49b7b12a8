namespace RenderStudio.Core.Generations;

/// <summary>A request that its sender may send again: the same key and body mean the same one.</summary>
/// <param name="Route">Method and path; keys of other routes are other keys.</param>
/// <param name="Fingerprint">Of everything the body says, files by their hash.</param>
public sealed record IdempotencyKey(string Route, string Key, string Fingerprint);

/// <summary>The right to do what a key stands for, until somebody else takes it over.</summary>
/// <param name="Token">Fresh per claim; it stands in the write that stores the answer.</param>
public sealed record IdempotencyClaim(Guid OwnerId, IdempotencyKey Key, Guid Token);
