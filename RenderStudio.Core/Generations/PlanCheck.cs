using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Checks an owner's plan, unfinished generations and balance, and the cap of an API key, without holding credits. The
/// submit's transaction repeats the checks.
/// </summary>
public sealed class PlanCheck(StudioDatabase database, Accounts accounts, TimeProvider clock)
{
    /// <param name="credits">The minimum balance.</param>
    /// <returns>Empty when the plan allows the request; otherwise a submit returns the first problem.</returns>
    public Task<IReadOnlyList<Problem>> RunAsync(
        GenerationSpecification spec, int credits, Caller caller, CancellationToken ct) =>
        database.InTransactionAsync<IReadOnlyList<Problem>>(async connection =>
        {
            var account = await accounts.GetOrCreateLockedAsync(connection, caller.OwnerId);
            var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
            List<Problem> problems = [.. PlanLimits.Check(account, spec, running)];
            if (account.Balance < credits)
                problems.Add(PlanLimits.TooFewCredits(account, spec));
            if (await SpendAsync(connection, caller) is { } spend && spend.Left < credits)
                problems.Add(PlanLimits.KeyCapExceeded(spend, spec));
            return problems;
        }, ct);

    /// <summary>Credits of this month that the cap of the caller's API key leaves.</summary>
    /// <returns>Null without a key or without a cap.</returns>
    public async Task<int?> KeyCreditsAsync(Caller caller, CancellationToken ct)
    {
        if (caller.Key is null)
            return null;
        await using var connection = await database.OpenAsync(ct);
        return (await SpendAsync(connection, caller))?.Left;
    }

    private async Task<KeySpend?> SpendAsync(NpgsqlConnection connection, Caller caller) =>
        SpendingKey.Of(caller, clock) is { } key ? await KeySpendStore.FindAsync(connection, key) : null;
}
