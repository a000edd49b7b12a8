using System.Diagnostics;

namespace RenderStudio.Benchmarks;

/// <summary>
/// Measures two implementations of the same work alternately, so that other load on the machine affects both equally.
/// </summary>
/// <param name="Subject">Median of Render Studio in milliseconds.</param>
/// <param name="Baseline">Median of the baseline in milliseconds.</param>
/// <param name="Ratio">Median of the ratios per round, Render Studio to the baseline.</param>
internal sealed record Interleaved(double Subject, double Baseline, double Ratio)
{
    /// <param name="clock">Returns the time to measure; null for elapsed time.</param>
    internal static Interleaved Measure(Action subject, Action baseline, int rounds, Func<TimeSpan>? clock = null)
    {
        clock ??= () => Stopwatch.GetElapsedTime(0);
        for (var warmUp = 0; warmUp < 5; warmUp++)
        {
            subject();
            baseline();
        }

        var pairs = Enumerable.Range(0, rounds)
            .Select(round => Pair(() => Time(subject, clock), () => Time(baseline, clock), round % 2 == 0)).ToArray();
        return new Interleaved(
            Median(pairs.Select(pair => pair.Subject)),
            Median(pairs.Select(pair => pair.Baseline)),
            Median(pairs.Select(pair => pair.Subject / pair.Baseline)));
    }

    private static (double Subject, double Baseline) Pair(
        Func<double> subject, Func<double> baseline, bool subjectFirst)
    {
        if (subjectFirst)
            return (subject(), baseline());
        var second = baseline();
        return (subject(), second);
    }

    private static double Time(Action action, Func<TimeSpan> clock)
    {
        var start = clock();
        action();
        return (clock() - start).TotalMilliseconds;
    }

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
