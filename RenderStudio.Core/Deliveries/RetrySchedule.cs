namespace RenderStudio.Core.Deliveries;

/// <summary>The waits between the tries of a delivery: eight tries within 23 hours.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1),
        TimeSpan.FromHours(3), TimeSpan.FromHours(7), TimeSpan.FromHours(12),
    ];

    /// <summary>The wait before the next try, with a jitter of 10 %.</summary>
    /// <param name="tries">Number of tries so far, from 1.</param>
    /// <param name="chance">A random number from 0 to 1.</param>
    public static TimeSpan After(int tries, double chance) =>
        Waits[Math.Clamp(tries, 1, Waits.Length) - 1] * (0.9 + (0.2 * chance));
}
