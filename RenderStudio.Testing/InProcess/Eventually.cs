using System.Diagnostics;

namespace RenderStudio.Testing.InProcess;

/// <summary>
/// Waits for conditions instead of sleeping, and reports the last observed value when the deadline passes.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until the value is accepted, and returns it.</summary>
    public static async Task<T> BecomesAsync<T>(
        Func<Task<T>> ask, Func<T, bool> accept, TimeSpan? within = null, TimeSpan? pause = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (accept(answer))
                return answer;
            if (Stopwatch.GetElapsedTime(since) > (within ?? DefaultDeadline))
                throw new TimeoutException($"The last answer was: {answer}");
            await Task.Delay(pause ?? Pause);
        }
    }

    public static Task BecomesTrueAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, TimeSpan? pause = null) =>
        BecomesAsync(condition, holds => holds, within, pause);

    public static Task BecomesTrueAsync(Func<bool> condition, TimeSpan? within = null) =>
        BecomesAsync(() => Task.FromResult(condition()), holds => holds, within);
}
