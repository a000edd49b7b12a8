using Microsoft.Extensions.Logging;

namespace RenderStudio.Core.Sweeps;

/// <summary>
/// Runs the sweeps. A failed sweep is logged, retried the next time, and does not prevent the others.
/// </summary>
public sealed partial class SweepStorage(IEnumerable<ISweep> sweeps, ILogger<SweepStorage> logger)
{
    /// <summary>Runs all sweeps.</summary>
    /// <returns>The counts by the name of the sweep, without failed sweeps.</returns>
    public Task<IReadOnlyDictionary<string, SweepCount>> RunOnceAsync(bool dryRun, CancellationToken ct) =>
        RunAsync(sweeps, dryRun, ct);

    /// <summary>Runs only the sweeps that an owner waits for.</summary>
    public Task<IReadOnlyDictionary<string, SweepCount>> RunUrgentAsync(bool dryRun, CancellationToken ct) =>
        RunAsync(sweeps.Where(sweep => sweep.IsUrgent), dryRun, ct);

    private async Task<IReadOnlyDictionary<string, SweepCount>> RunAsync(
        IEnumerable<ISweep> chosen, bool dryRun, CancellationToken ct)
    {
        var counts = new Dictionary<string, SweepCount>();
        foreach (var sweep in chosen)
        {
            if (await TryAsync(sweep, dryRun, ct) is { } count)
                counts[sweep.Name] = count;
        }

        return counts;
    }

    private async Task<SweepCount?> TryAsync(ISweep sweep, bool dryRun, CancellationToken ct)
    {
        try
        {
            var count = await sweep.RunAsync(dryRun, ct);
            if (count.Found > 0)
                LogSwept(logger, sweep.Name, count.Found, count.Removed);
            return count;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, sweep.Name, failure);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Swept {Sweep}: {Found} found, {Removed} removed")]
    private static partial void LogSwept(ILogger logger, string sweep, int found, int removed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweep {Sweep} failed; the next one will retry")]
    private static partial void LogFailed(ILogger logger, string sweep, Exception failure);
}
