using System.Collections.Concurrent;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// Passes a clock on and counts the timers that wait. A test that advances the clock only while the product waits for a
/// timer adds no time for the work between two timers, however long that work takes.
/// </summary>
internal sealed class ObservedTimers(TimeProvider clock, TimeSpan longest) : TimeProvider
{
    private readonly TimeProvider clock = clock;
    private readonly TimeSpan longest = longest;
    private readonly ConcurrentDictionary<Observed, bool> waiting = new();

    /// <summary>Whether a timer waits that was set to at most the longest time.</summary>
    public bool AreWaiting => !waiting.IsEmpty;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Observed(this, callback, state, dueTime, period);

    private sealed class Observed : ITimer
    {
        private readonly ObservedTimers all;
        private readonly ITimer timer;

        public Observed(ObservedTimers all, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
        {
            this.all = all;
            timer = all.clock.CreateTimer(
                _ =>
                {
                    all.waiting.TryRemove(this, out bool _);
                    callback(state);
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(due, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero && dueTime <= all.longest)
                all.waiting[this] = true;
            else
                all.waiting.TryRemove(this, out bool _);
            return timer.Change(dueTime, period);
        }

        public void Dispose()
        {
            all.waiting.TryRemove(this, out bool _);
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            all.waiting.TryRemove(this, out bool _);
            return timer.DisposeAsync();
        }
    }
}
