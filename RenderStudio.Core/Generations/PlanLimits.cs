using RenderStudio.Core.Usage;

namespace RenderStudio.Core.Generations;

/// <summary>What an owner's plan does not allow. The balance itself is judged by the hold, in SQL.</summary>
public static class PlanLimits
{
    /// <param name="running">The owner's generations under way.</param>
    public static IEnumerable<Problem> Refusals(Account account, GenerationSpecification spec, IReadOnlyList<Guid> running)
    {
        if (spec.Variants > account.Plan.MaxVariants)
        {
            yield return Problem.OfField(
                "variants", $"Your plan allows {account.Plan.MaxVariants} pictures at a time.");
        }

        if (!account.Plan.Offers(spec.Quality))
            yield return Problem.OfField("quality", $"Your plan offers pictures up to '{account.Plan.BestQuality}'.");
        if (running.Count >= account.Plan.ConcurrentGenerations)
        {
            yield return new(ProblemCode.GenerationInFlight,
                $"Your plan allows {account.Plan.ConcurrentGenerations} generations at a time. "
                + $"Running: {string.Join(", ", running)}.");
        }
    }

    public static Problem TooFewCredits(Account account, GenerationSpecification spec) => new(ProblemCode.QuotaExceeded,
        $"This takes {spec.Credits} credits and you have {account.Balance}. "
        + $"Your plan renews on {account.PeriodEnds:yyyy-MM-dd}.");
}
