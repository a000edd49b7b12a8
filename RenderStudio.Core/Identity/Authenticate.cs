using System.Collections.Concurrent;

namespace RenderStudio.Core.Identity;

/// <summary>Authenticates the Authorization header of a request.</summary>
public sealed class Authenticate(TokenValidator validator, OwnerStore owners, TimeProvider clock)
{
    private const string Scheme = "Bearer ";
    private const int MaxCached = 10_000;

    // After this time an instance reads the owner again and detects that another instance erased it.
    private static readonly TimeSpan CacheTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TokenSubject, CachedOwner> cache = new();

    /// <summary>Validates the token and returns its subject. Creates no owner.</summary>
    public Result<TokenSubject> Subject(string? authorization) =>
        authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? new Problem(ProblemCode.Unauthenticated, "A bearer token is required.")
            : validator.Validate(authorization[Scheme.Length..].Trim());

    /// <summary>Validates the token and returns the caller. Creates an owner for a new subject.</summary>
    public async Task<Result<Caller>> RunAsync(string? authorization, CancellationToken ct)
    {
        if (Subject(authorization).Failed(out var problem, out var subject))
            return problem;
        return new Caller(await OwnerOfAsync(subject with { IsAdmin = false }, ct), subject.IsAdmin);
    }

    /// <summary>
    /// Removes an erased owner from this instance's cache: after erasure, the same subject gets a new owner id. Other
    /// instances detect the erasure when their cache entry expires, or when the database rejects a write for the erased
    /// owner.
    /// </summary>
    public void Evict(Guid ownerId)
    {
        foreach (var (subject, _) in cache.Where(pair => pair.Value.Id == ownerId))
            cache.TryRemove(subject, out _);
    }

    /// <inheritdoc cref="Evict(Guid)"/>
    public void Evict(TokenSubject subject) => cache.TryRemove(subject with { IsAdmin = false }, out _);

    private async Task<Guid> OwnerOfAsync(TokenSubject subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (cache.TryGetValue(subject, out var owner) && owner.Expires > now)
            return owner.Id;
        var id = await owners.GetOrCreateAsync(subject, ct);
        if (cache.Count >= MaxCached)
            cache.Clear();
        cache[subject] = new(id, now + CacheTime);
        return id;
    }

    private sealed record CachedOwner(Guid Id, DateTimeOffset Expires);
}
