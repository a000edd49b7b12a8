using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.ApiKeys;

/// <summary>
/// Authenticates an API key. An instance reads a key again after <see cref="ApiKeyOptions.CacheSeconds"/>, so that a
/// deletion on another instance takes effect. Unknown keys are not cached; each one that is well-formed costs a lookup.
/// </summary>
public sealed class AuthenticateKey(
    UsedKeyStore store, RecordKeyUse uses, IOptions<ApiKeyOptions> options, TimeProvider clock)
{
    private const int MaxCached = 10_000;

    // A response that stays open checks its key every second, so it ends within five seconds.
    private const double OpenCacheSeconds = 3;

    // An open response sends nothing while it waits for a check.
    private static readonly TimeSpan OpenCheckTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, CachedKey> cache = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<bool>>> openChecks = new();

    /// <summary>The response to a request whose key was deleted after it was authenticated, too.</summary>
    public static Problem Invalid { get; } = new(ProblemCode.Unauthenticated, "The API key is not valid.");

    private static Problem Expired { get; } = new(ProblemCode.Unauthenticated, "The API key has expired.");

    public async Task<Result<Caller>> RunAsync(string text, CancellationToken ct)
    {
        if (!KeyText.IsWellFormed(text)
            || await FindAsync(KeyText.Hash(text), options.Value.CacheSeconds, ct) is not { } cached)
            return Invalid;
        var key = cached.Key;
        if (IsExpired(key))
            return Expired;
        if (uses.IsDue(key.LastUsedAt) && cached.BeginsUse())
            uses.Start(key.Id);
        return new Caller(key.OwnerId, IsAdmin: false, new(key.Id, KeyScopeNames.Parse(key.Scopes)));
    }

    /// <summary>
    /// Whether the key of a request that is still open is neither deleted nor expired. A database that does not answer
    /// within a second is no answer, so the request continues. Requests with the same key share one check at a time.
    /// </summary>
    /// <param name="text">A key that was accepted at the start of the request.</param>
    public async ValueTask<bool> IsStillValidAsync(string text, CancellationToken ct)
    {
        var hash = KeyText.Hash(text);
        var check = openChecks.GetOrAdd(Convert.ToHexString(hash), name => new(() => CheckOpenAsync(name, hash)));
        try
        {
            return await check.Value.WaitAsync(OpenCheckTime, clock, ct);
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private async Task<bool> CheckOpenAsync(string name, byte[] hash)
    {
        try
        {
            // Not cancelled with one of the requests, because others wait for the check.
            var seconds = Math.Min(options.Value.CacheSeconds, OpenCacheSeconds);
            return await FindAsync(hash, seconds, CancellationToken.None) is { } cached && !IsExpired(cached.Key);
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or TimeoutException)
        {
            return true;
        }
        finally
        {
            openChecks.TryRemove(name, out _);
        }
    }

    private bool IsExpired(UsedKey key) => key.ExpiresAt <= clock.GetUtcNow().UtcDateTime;

    /// <summary>Removes a deleted key from the cache of this instance.</summary>
    public void Evict(Guid id) => Evict(key => key.Id == id);

    /// <summary>Removes the keys of an erased owner from the cache of this instance.</summary>
    public void EvictOwner(Guid ownerId) => Evict(key => key.OwnerId == ownerId);

    private void Evict(Func<UsedKey, bool> isGone)
    {
        foreach (var (hash, _) in cache.Where(pair => isGone(pair.Value.Key)))
            cache.TryRemove(hash, out _);
    }

    private async Task<CachedKey?> FindAsync(byte[] hash, double seconds, CancellationToken ct)
    {
        var (name, now) = (Convert.ToHexString(hash), clock.GetUtcNow());
        if (cache.TryGetValue(name, out var cached) && cached.IsCurrent(now, seconds))
            return cached;
        if (await store.FindAsync(hash, ct) is not { } key)
        {
            cache.TryRemove(name, out _);
            return null;
        }

        if (cache.Count >= MaxCached)
            cache.Clear();
        return cache[name] = new(key, now);
    }

    /// <param name="ReadAt">Before the key was read.</param>
    private sealed record CachedKey(UsedKey Key, DateTimeOffset ReadAt)
    {
        private int used;

        // A clock that was set back makes the entry outdated, not valid for longer.
        public bool IsCurrent(DateTimeOffset now, double seconds) =>
            now >= ReadAt && now - ReadAt < TimeSpan.FromSeconds(seconds);

        /// <returns>True once, so that concurrent requests record one use.</returns>
        public bool BeginsUse() => Interlocked.Exchange(ref used, 1) == 0;
    }
}
