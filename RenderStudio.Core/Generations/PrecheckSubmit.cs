using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Rejects a submit before its photos are received, when neither the photos nor later fields can change the response:
/// the plan does not allow the request, too many generations are unfinished, or no credit remains.
/// </summary>
public sealed class PrecheckSubmit(SubmitRules rules, PlanCheck plan, IdempotencyStore keys)
{
    private const int FewestCredits = 1;

    /// <param name="candidates">
    /// The fields received so far, combined with empty photos for the files that may follow.
    /// </param>
    /// <param name="key">
    /// Null without an idempotency key. A key that is already stored requires reading the whole body, because the
    /// response depends on the body's fingerprint.
    /// </param>
    /// <returns>Null when the photos must be received, also when the fields so far form no valid request.</returns>
    public async Task<Problem?> RunAsync(
        IEnumerable<SubmitRequest> candidates, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        var spec = candidates.Select(request => rules.Validate(request).Value).OfType<GenerationSpecification>()
            .FirstOrDefault();
        if (spec is null || await IsStoredAsync(key, caller, ct)
            || await plan.RunAsync(spec, FewestCredits, caller, ct) is not [var problem, ..])
            return null;
        // The first request with this key may have been accepted since the key was read, and have reached the limit.
        return await IsStoredAsync(key, caller, ct) ? null : problem;
    }

    private async Task<bool> IsStoredAsync(IdempotencyKey? key, Caller caller, CancellationToken ct) =>
        key is not null && await keys.FindAsync(caller.OwnerId, key, ct) is not null;
}
