using System.Globalization;
using NCrontab;

namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>Six cron fields (five: second 0), or a constant interval <c>hh:mm:ss</c>. In UTC.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule cron, bool tooFrequent) =>
        (this.cron, IsTooFrequentToMonitor) = (cron, tooFrequent);

    private TimerSchedule(TimeSpan interval) =>
        (this.interval, IsTooFrequentToMonitor) = (interval, interval < TimeSpan.FromMinutes(1));

    /// <summary>Shorter than a minute: the host keeps no status, so a missed run is not made up for.</summary>
    public bool IsTooFrequentToMonitor { get; }

    public bool AdjustsForDst => cron is not null;

    public static TimerSchedule? TryParse(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = true };
        if (fields.Length is 5 or 6)
        {
            var six = fields.Length == 5 ? ["0", .. fields] : fields;
            return CrontabSchedule.TryParse(string.Join(' ', six), options) is { } cron
                ? new TimerSchedule(cron, RunsSeveralTimesEachMinute(cron, six)) : null;
        }
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(interval) : null;
    }

    public DateTimeOffset Next(DateTimeOffset after) => cron is null
        ? after + interval
        : new DateTimeOffset(cron.GetNextOccurrence(after.UtcDateTime), TimeSpan.Zero);

    // Only when every field above the seconds is a wildcard is no gap longer than a minute.
    private static bool RunsSeveralTimesEachMinute(CrontabSchedule cron, string[] fields)
    {
        if (fields.Skip(1).Any(field => field != "*"))
            return false;
        var start = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return cron.GetNextOccurrences(start.AddTicks(-1), start.AddMinutes(1)).Skip(1).Any();
    }
}
