using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// What an owner's plan, running generations and balance do not allow now. It holds nothing: the transaction of a submit
/// judges all of it again.
/// </summary>
public sealed class PlanCheck(StudioDatabase database, Accounts accounts)
{
    /// <param name="credits">What the balance must cover.</param>
    /// <returns>Empty when all is allowed; else the first is what a submit is refused with.</returns>
    public Task<IReadOnlyList<Problem>> RunAsync(
        GenerationSpecification spec, int credits, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync<IReadOnlyList<Problem>>(async connection =>
        {
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
            var refusals = PlanLimits.Refusals(account, spec, running);
            return [.. account.Balance < credits
                ? refusals.Append(PlanLimits.TooFewCredits(account, spec))
                : refusals];
        }, ct);
}
