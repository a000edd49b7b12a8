using RenderStudio.Local.FunctionsHost.Apps;

namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>Fires one timer, in one instance at a time: never over itself, and for missed runs once.</summary>
internal sealed partial class TimerListener(
    AppFunction<TimerTrigger> function, TimerCall call, TimerStatusStore store, TimeProvider time, ILogger log)
{
    private readonly TimerTrigger trigger = function.Trigger;

    public async Task RunAsync(CancellationToken ct)
    {
        var known = trigger.UseMonitor ? await FindStatusAsync(ct) : null;
        var now = time.GetUtcNow();
        var pastDue = known is not null && now > known.Next;
        var status = known ?? new TimerStatus(default, trigger.Schedule.Next(now), default);
        if (known is null && trigger.UseMonitor)
            await SaveStatusAsync(status, ct);
        if (pastDue || trigger.RunOnStartup)
            status = await FireAsync(status, pastDue, early: true, ct);
        while (!ct.IsCancellationRequested)
        {
            await WaitUntilAsync(status.Next, ct);
            status = await FireAsync(status, pastDue: false, early: false, ct);
        }
    }

    /// <summary>What <c>POST /admin/functions/{name}</c> does; throws when the run fails.</summary>
    public async Task RunNowAsync(CancellationToken ct) =>
        await call.RunAsync(function, trigger.UseMonitor ? await store.FindAsync(function.Name, ct) : null, false, ct);

    private async Task<TimerStatus> FireAsync(TimerStatus status, bool pastDue, bool early, CancellationToken ct)
    {
        var started = time.GetUtcNow();
        try
        {
            await call.RunAsync(function, trigger.UseMonitor ? status : null, pastDue, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // A failed run is not repeated; the schedule goes on.
            LogFailed(log, function.Name, error.Message);
        }
        // A tick that came some milliseconds early must not find the same occurrence again.
        var ran = !early && status.Next > started ? status.Next : started;
        var next = new TimerStatus(ran, trigger.Schedule.Next(ran), ran);
        if (trigger.UseMonitor)
            await SaveStatusAsync(next, ct);
        return next;
    }

    /// <summary>The stored status, unless it was written for another schedule.</summary>
    private async Task<TimerStatus?> FindStatusAsync(CancellationToken ct)
    {
        try
        {
            var stored = await store.FindAsync(function.Name, ct);
            return stored is null || stored.Last == default || trigger.Schedule.Next(stored.Last) == stored.Next
                ? stored : null;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogStatusLost(log, function.Name, error.Message);
            return null;
        }
    }

    private async Task SaveStatusAsync(TimerStatus status, CancellationToken ct)
    {
        try
        {
            await store.SaveAsync(function.Name, status, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogStatusLost(log, function.Name, error.Message);
        }
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken ct)
    {
        // A single delay holds 24 days at most at the host, and about 49 here.
        var longest = TimeSpan.FromDays(24);
        while (due - time.GetUtcNow() is var left && left > TimeSpan.Zero)
            await Task.Delay(left < longest ? left : longest, time, ct);
    }

    [LoggerMessage(LogLevel.Error, "Timer {Function} failed: {Reason}")]
    private static partial void LogFailed(ILogger log, string function, string reason);

    [LoggerMessage(LogLevel.Warning, "The status of timer {Function} could not be kept: {Reason}")]
    private static partial void LogStatusLost(ILogger log, string function, string reason);
}
