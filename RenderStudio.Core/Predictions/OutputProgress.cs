using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>What the rounds of storing know about one output.</summary>
/// <param name="InvalidRounds">Number of rounds in which the response was not the picture.</param>
public sealed record OutputProgress(OutputResult Result, int InvalidRounds)
{
    /// <summary>
    /// The rounds of an outage, and those in which the output was missing and another output of the run was good. Null
    /// after a round in which it was missing and no output was good.
    /// </summary>
    public RoundCount? Outage { get; init; }

    internal bool IsSettled => Result.Error is not { Retryable: true };

    internal OutputProgress Restarted => new(
        Result.Error is { } error ? Result with { Error = error with { Retry = OutputRetry.SomeRounds } } : Result, 0);

    /// <param name="isGood">Whether any output of the run is good.</param>
    internal OutputProgress After(OutputResult result, bool isGood, double age, int maxInvalidRounds)
    {
        var now = this with { Result = result };
        return result.Error?.Retry switch
        {
            OutputRetry.SomeRounds => now.Invalid(maxInvalidRounds),
            OutputRetry.DuringOutage => now with { Outage = RoundCount.After(Outage, age) },
            OutputRetry.UntilExpired => now with { Outage = isGood ? RoundCount.After(Outage, age) : null },
            OutputRetry.Never or null => now,
        };
    }

    /// <summary>Whether this output is worth another round.</summary>
    internal bool IsDue(PredictionOptions options, double age) => Result.Error?.Retry switch
    {
        OutputRetry.SomeRounds => true,
        OutputRetry.DuringOutage or OutputRetry.UntilExpired => !options.IsUsedUp(Outage, age),
        OutputRetry.Never or null => false,
    };

    private OutputProgress Invalid(int maxInvalidRounds)
    {
        var now = this with { InvalidRounds = InvalidRounds + 1 };
        return now.InvalidRounds < maxInvalidRounds
            ? now
            : now with { Result = Result with { Error = Result.Error! with { Retry = OutputRetry.Never } } };
    }
}

/// <summary>Rounds of storing that ended in the same way.</summary>
/// <param name="Since">Seconds from the result to the start of the first of them.</param>
public sealed record RoundCount(int Count, double Since)
{
    internal static RoundCount After(RoundCount? before, double age) =>
        before is null ? new(1, age) : before with { Count = before.Count + 1 };
}
