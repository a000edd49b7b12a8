namespace RenderStudio.Core.Outputs;

/// <summary>
/// Cancels one download when its time is used up or when it stays below the minimum speed. Slow response headers,
/// endless informational responses and slow bodies all count.
/// </summary>
internal sealed class DownloadPace : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly ITimer speed, end;
    private readonly long least;
    private long received;

    public DownloadPace(DownloadTime time, int minBytesPerSecond, TimeProvider clock, CancellationToken ct)
    {
        var window = time.Window;
        least = (long)(minBytesPerSecond * window.TotalSeconds);
        stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        speed = clock.CreateTimer(_ => CheckSpeed(), null, window, window);
        end = clock.CreateTimer(
            _ => Stop("The download took too long."), null, time.Left, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Stopped => stop.Token;

    /// <summary>Why the download was canceled; null when it was not.</summary>
    public string? Reason { get; private set; }

    /// <summary>True when the download was canceled for its speed.</summary>
    public bool IsSlow { get; private set; }

    public void Received(int bytes) => Interlocked.Add(ref received, bytes);

    public async ValueTask DisposeAsync()
    {
        // Disposing a timer waits for its running callback, which must not find the token source disposed.
        await speed.DisposeAsync();
        await end.DisposeAsync();
        stop.Dispose();
    }

    private void CheckSpeed()
    {
        if (Interlocked.Exchange(ref received, 0) >= least)
            return;
        IsSlow = true;
        Stop("The download was too slow.");
    }

    private void Stop(string reason)
    {
        Reason ??= reason;
        stop.Cancel();
    }
}
