using System.Collections.Concurrent;

namespace RenderStudio.Core.Identity;

/// <summary>Finds the owner of an authenticated subject.</summary>
public sealed class Authenticate(OwnerStore owners, TimeProvider clock)
{
    private const int MaxCached = 10_000;

    // After this time an instance reads the owner again and detects that another instance erased it.
    private static readonly TimeSpan CacheTime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TokenSubject, CachedOwner> cache = new();

    /// <summary>Returns the caller. Creates an owner for a new subject.</summary>
    public async Task<Caller> RunAsync(TokenSubject subject, CancellationToken ct) =>
        new(await OwnerOfAsync(subject with { IsAdmin = false }, ct), subject.IsAdmin);

    /// <returns>Null for a subject without an owner; this method creates none.</returns>
    public async Task<Caller?> FindAsync(TokenSubject subject, CancellationToken ct)
    {
        var known = subject with { IsAdmin = false };
        var id = CachedOwnerOf(known) ?? await owners.FindAsync(known, ct);
        return id is { } owner ? new(owner, subject.IsAdmin) : null;
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
        if (CachedOwnerOf(subject) is { } known)
            return known;
        var id = await owners.GetOrCreateAsync(subject, ct);
        if (cache.Count >= MaxCached)
            cache.Clear();
        cache[subject] = new(id, clock.GetUtcNow() + CacheTime);
        return id;
    }

    private Guid? CachedOwnerOf(TokenSubject subject) =>
        cache.TryGetValue(subject, out var owner) && owner.Expires > clock.GetUtcNow() ? owner.Id : null;

    private sealed record CachedOwner(Guid Id, DateTimeOffset Expires);
}
