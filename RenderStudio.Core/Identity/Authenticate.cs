using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Identity;

/// <summary>From an Authorization header to a caller.</summary>
public sealed class Authenticate(
    TokenValidator validator, OwnerStore owners, TimeProvider clock, IOptions<IdentityOptions> options)
{
    private const string Scheme = "Bearer ";
    private const int MaxKnown = 10_000;

    private readonly ConcurrentDictionary<TokenSubject, KnownOwner> known = new();

    /// <summary>Who the token speaks of, without giving the subject an owner.</summary>
    public Result<TokenSubject> Subject(string? authorization) =>
        authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? new Problem(ProblemCode.Unauthenticated, "A bearer token is required.")
            : validator.Validate(authorization[Scheme.Length..].Trim());

    public async Task<Result<Caller>> RunAsync(string? authorization, CancellationToken ct)
    {
        if (Subject(authorization).Failed(out var problem, out var subject))
            return problem;
        return new Caller(await OwnerOfAsync(subject with { IsAdmin = false }, ct), subject.IsAdmin);
    }

    /// <summary>
    /// Who was erased here is somebody new the next time. Other instances learn of it when they look again, or when
    /// the database refuses what they would write for him.
    /// </summary>
    public void Forget(Guid ownerId)
    {
        foreach (var (subject, _) in known.Where(pair => pair.Value.Id == ownerId))
            known.TryRemove(subject, out _);
    }

    /// <inheritdoc cref="Forget(Guid)"/>
    public void Forget(TokenSubject subject) => known.TryRemove(subject with { IsAdmin = false }, out _);

    private async Task<Guid> OwnerOfAsync(TokenSubject subject, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (known.TryGetValue(subject, out var owner) && owner.Until > now)
            return owner.Id;
        var id = await owners.GetOrCreateAsync(subject, ct);
        if (known.Count >= MaxKnown)
            known.Clear();
        known[subject] = new(id, now.AddSeconds(options.Value.OwnerCacheSeconds));
        return id;
    }

    private sealed record KnownOwner(Guid Id, DateTimeOffset Until);
}
