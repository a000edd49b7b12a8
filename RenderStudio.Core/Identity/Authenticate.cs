using System.Collections.Concurrent;

namespace RenderStudio.Core.Identity;

/// <summary>From an Authorization header to a caller.</summary>
public sealed class Authenticate(TokenValidator validator, OwnerStore owners)
{
    private const string Scheme = "Bearer ";
    private const int MaxKnown = 10_000;

    private readonly ConcurrentDictionary<TokenSubject, Guid> known = new();

    public async Task<Result<Caller>> RunAsync(string? authorization, CancellationToken ct)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Problem(ProblemCode.Unauthenticated, "A bearer token is required.");
        if (validator.Validate(authorization[Scheme.Length..].Trim()).Failed(out var problem, out var subject))
            return problem;
        return new Caller(await OwnerOfAsync(subject with { IsAdmin = false }, ct), subject.IsAdmin);
    }

    private async Task<Guid> OwnerOfAsync(TokenSubject subject, CancellationToken ct)
    {
        if (known.TryGetValue(subject, out var id))
            return id;
        id = await owners.KnowAsync(subject, ct);
        if (known.Count >= MaxKnown)
            known.Clear();
        return known[subject] = id;
    }
}
