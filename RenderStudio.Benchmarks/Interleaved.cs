using System.Diagnostics;

namespace RenderStudio.Benchmarks;

/// <summary>
/// Times two ways of doing the same in turns, so that whatever else the machine does falls on both alike.
/// </summary>
/// <param name="Ours">Median in milliseconds.</param>
/// <param name="Theirs">Median in milliseconds.</param>
/// <param name="Ratio">Median of the ratios of neighbouring rounds.</param>
internal sealed record Interleaved(double Ours, double Theirs, double Ratio)
{
    /// <param name="clock">What is measured; null for the time on the wall.</param>
    internal static Interleaved Measure(Action ours, Action theirs, int rounds, Func<TimeSpan>? clock = null)
    {
        clock ??= () => Stopwatch.GetElapsedTime(0);
        for (var warmUp = 0; warmUp < 5; warmUp++)
        {
            ours();
            theirs();
        }

        var pairs = Enumerable.Range(0, rounds)
            .Select(round => Pair(() => Time(ours, clock), () => Time(theirs, clock), round % 2 == 0)).ToArray();
        return new Interleaved(
            Median(pairs.Select(pair => pair.Ours)),
            Median(pairs.Select(pair => pair.Theirs)),
            Median(pairs.Select(pair => pair.Ours / pair.Theirs)));
    }

    private static (double Ours, double Theirs) Pair(Func<double> ours, Func<double> theirs, bool oursFirst)
    {
        if (oursFirst)
            return (ours(), theirs());
        var second = theirs();
        return (ours(), second);
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
