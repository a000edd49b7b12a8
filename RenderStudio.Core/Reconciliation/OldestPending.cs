using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Reports once per round how long the oldest pending prediction waits: as a gauge, and as a warning that an alert reads
/// when it waits for longer than two minutes.
/// </summary>
public sealed partial class OldestPending(
    OldestPendingStore store, IMeterFactory meters, ILogger<OldestPending> logger)
{
    private const double LongSeconds = 120;

    private readonly Gauge<double> age = meters.Create(PredictionMetrics.Meter).CreateGauge<double>(
        "render_studio.oldest_pending", "s", "Age of the oldest pending prediction; 0 when none is pending");

    public async Task ReportAsync(CancellationToken ct)
    {
        var seconds = await store.SecondsAsync(ct) ?? 0;
        age.Record(seconds);
        if (seconds > LongSeconds)
            LogWaits(logger, (int)seconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The oldest pending prediction waits for {Seconds} seconds")]
    private static partial void LogWaits(ILogger logger, int seconds);
}
