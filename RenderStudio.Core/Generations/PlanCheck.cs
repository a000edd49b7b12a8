using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Checks an owner's plan, unfinished generations and balance without holding credits. The submit's transaction repeats
/// the checks.
/// </summary>
public sealed class PlanCheck(StudioDatabase database, Accounts accounts)
{
    /// <param name="credits">The minimum balance.</param>
    /// <returns>Empty when the plan allows the request; otherwise a submit returns the first problem.</returns>
    public Task<IReadOnlyList<Problem>> RunAsync(
        GenerationSpecification spec, int credits, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync<IReadOnlyList<Problem>>(async connection =>
        {
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
            var problems = PlanLimits.Check(account, spec, running);
            return [.. account.Balance < credits
                ? problems.Append(PlanLimits.TooFewCredits(account, spec))
                : problems];
        }, ct);
}
