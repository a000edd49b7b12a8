namespace RenderStudio.Local.Replicate;

/// <summary>The time of the service: the real time plus the offset set by <c>POST /_sim/clock</c>.</summary>
internal sealed class SimulatorClock(TimeProvider real)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private readonly Lock gate = new();
    private TimeSpan offset;
    private TaskCompletionSource push = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
                return real.GetUtcNow() + offset;
        }
    }

    /// <summary>
    /// The real time without the offset: receivers compare the time stamp of a webhook with their own clocks.
    /// </summary>
    public DateTimeOffset RealNow => real.GetUtcNow();

    public void Advance(TimeSpan by)
    {
        TaskCompletionSource waiters;
        lock (gate)
        {
            offset += by;
            waiters = push;
            push = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        waiters.SetResult();
    }

    public Task DelayAsync(TimeSpan delay, CancellationToken ct) => DelayUntilAsync(Now + delay, ct);

    public async Task DelayUntilAsync(DateTimeOffset due, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var (left, advanced) = Remaining(due);
            if (left <= TimeSpan.Zero)
                return;
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(Task.Delay(left < LongestSleep ? left : LongestSleep, real, wake.Token), advanced);
            await wake.CancelAsync();
        }
    }

    private (TimeSpan Left, Task Advanced) Remaining(DateTimeOffset due)
    {
        lock (gate)
            return (due - real.GetUtcNow() - offset, push.Task);
    }
}
