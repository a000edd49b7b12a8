using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Checks a request against an owner's plan. The SQL statement of the credit hold checks the balance.
/// </summary>
internal static class PlanLimits
{
    /// <param name="running">The owner's unfinished generations.</param>
    /// <returns>A problem per exceeded limit; empty when the plan allows the request.</returns>
    public static IEnumerable<Problem> Check(
        Account account, GenerationSpecification spec, IReadOnlyList<Guid> running)
    {
        if (spec.Variants > account.Plan.MaxVariants)
        {
            yield return Problem.OfField(
                "variants", $"Your plan allows {Count(account.Plan.MaxVariants, "variant")} per generation.");
        }

        if (!account.Plan.Offers(spec.Quality))
            yield return Problem.OfField("quality", $"Your plan includes quality up to '{account.Plan.BestQuality}'.");
        if (running.Count >= account.Plan.ConcurrentGenerations)
        {
            yield return new(ProblemCode.GenerationInFlight,
                $"Your plan allows {Count(account.Plan.ConcurrentGenerations, "unfinished generation")}. "
                + $"Unfinished: {string.Join(", ", running)}.");
        }

        // The pictures of the generation need room too; they are stored even if they exceed the plan.
        if (StorageQuota.CheckNotFull(account) is { } full)
            yield return full;
    }

    public static Problem TooFewCredits(Account account, GenerationSpecification spec) => new(ProblemCode.QuotaExceeded,
        $"The generation requires {Count(spec.Credits, "credit")}; your balance is {account.Balance}. "
        + $"Your plan renews on {account.PeriodEnds:yyyy-MM-dd}.");

    public static Problem KeyCapExceeded(KeySpend spend, GenerationSpecification spec) => new(
        ProblemCode.KeyCreditCapExceeded,
        $"The generation requires {Count(spec.Credits, "credit")}; the API key may use {spend.Cap} per month and has "
        + $"used or holds {spend.Used}.");

    private static string Count(int number, string unit) => number == 1 ? $"1 {unit}" : $"{number} {unit}s";
}
