using Npgsql;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>Checks the plan and holds the credits of a submit, in its transaction.</summary>
public sealed class HoldCredits(TimeProvider clock)
{
    /// <summary>The hold is the last check: when it fails, nothing has been written.</summary>
    /// <param name="account">The locked account of the caller.</param>
    /// <param name="id">The new generation.</param>
    internal async Task<Problem?> RunAsync(
        NpgsqlConnection connection, Account account, GenerationSpecification spec, Caller caller, Guid id)
    {
        var running = await SubmitStore.RunningAsync(connection, caller.OwnerId);
        if (PlanLimits.Check(account, spec, running).FirstOrDefault() is { } problem)
            return problem;
        var key = SpendingKey.Of(caller, clock);
        if (await CreditLedger.HoldAsync(connection, caller.OwnerId, id, spec.Credits, key))
            return null;
        return key is null || account.Balance < spec.Credits
            ? PlanLimits.TooFewCredits(account, spec)
            : await ProblemOfAsync(connection, key, spec);
    }

    private static async Task<Problem> ProblemOfAsync(
        NpgsqlConnection connection, SpendingKey key, GenerationSpecification spec) =>
        await KeySpendStore.FindAsync(connection, key) is { } spend
            ? PlanLimits.KeyCapExceeded(spend, spec)
            : AuthenticateKey.Invalid;
}
