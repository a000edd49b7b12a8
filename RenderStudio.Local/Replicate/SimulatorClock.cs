namespace RenderStudio.Local.Replicate;

/// <summary>The service's time: the real one, plus what <c>POST /_sim/clock</c> has pushed it forward.</summary>
internal sealed class SimulatorClock(TimeProvider real)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private readonly Lock gate = new();
    private TimeSpan pushed;
    private TaskCompletionSource push = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset Now
    {
        get
        {
            lock (gate)
                return real.GetUtcNow() + pushed;
        }
    }

    /// <summary>Unpushed: a webhook's time stamp is compared with the receiver's clock, which nobody pushes.</summary>
    public DateTimeOffset RealNow => real.GetUtcNow();

    public void Advance(TimeSpan by)
    {
        TaskCompletionSource waiters;
        lock (gate)
        {
            pushed += by;
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
            var (left, pushedAgain) = Look(due);
            if (left <= TimeSpan.Zero)
                return;
            using var wake = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(Task.Delay(left < LongestSleep ? left : LongestSleep, real, wake.Token), pushedAgain);
            await wake.CancelAsync();
        }
    }

    private (TimeSpan Left, Task PushedAgain) Look(DateTimeOffset due)
    {
        lock (gate)
            return (due - real.GetUtcNow() - pushed, push.Task);
    }
}
