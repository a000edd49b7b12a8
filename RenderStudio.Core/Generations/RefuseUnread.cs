using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Refuses a submit before its photos are received, when neither they nor later fields can change the answer: the plan
/// does not allow it, too many generations run, or no credit is left.
/// </summary>
public sealed class RefuseUnread(SubmitRules rules, PlanCheck plan, IdempotencyStore keys)
{
    private const int FewestCredits = 1;

    /// <param name="readings">The same fields with the photos, still empty, that may follow them.</param>
    /// <param name="key">Null without one. A known key is answered by its first answer, so its body is read.</param>
    /// <returns>Null when the photos must be received, also when the fields so far make no valid request.</returns>
    public async Task<Problem?> RunAsync(
        IEnumerable<SubmitRequest> readings, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        var order = readings.Select(request => rules.Judge(request).Value).FirstOrDefault(judged => judged is not null);
        if (order is null || (key is not null && await keys.FindAsync(caller.OwnerId, key, ct) is not null))
            return null;
        return await plan.RunAsync(order, FewestCredits, caller, ct) is [var refusal, ..] ? refusal : null;
    }
}
