using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Repairs everything that stands still: list what Replicate accepted, read what is stuck, decide
/// (<see cref="Repairs"/>), write under guard, count. Running it twice at once does no more than running it once.
/// </summary>
public sealed partial class ReconcilePredictions(
    UpstreamListing listing, StuckStore stuck, RepairStore repairs, LeftRuns leftRuns, ReadRun readRun,
    PredictionQueues queues, IOptions<PredictionOptions> options, ILogger<ReconcilePredictions> logger)
{
    private static readonly TimeSpan MessageTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(60);

    public async Task<ReconcileCounts> RunOnceAsync(CancellationToken ct)
    {
        var listed = await listing.RunAsync(ct);
        var done = new Dictionary<Repair, int>();
        var after = Guid.Empty;
        for (var batch = await stuck.NextBatchAsync(after, ct); batch.Count > 0; batch = await stuck.NextBatchAsync(after, ct))
        {
            foreach (var one in batch)
            {
                var repair = Repairs.Decide(one, options.Value.MaxDeaths, listed.Complete);
                if (await TryAsync(repair, one, ct))
                    done[repair] = done.GetValueOrDefault(repair) + 1;
            }

            after = batch[^1].Id;
        }

        var counts = new ReconcileCounts
        {
            Repairs = done,
            RunsFound = listed.Found,
            RunsClosed = await leftRuns.RunAsync(ct),
            Listed = listed.Complete,
        };
        if (counts.Total > 0)
            LogRepaired(logger, string.Join(", ", done.Select(pair => $"{pair.Key} {pair.Value}")), counts.RunsFound, counts.RunsClosed);
        return counts;
    }

    private async Task<bool> TryAsync(Repair repair, StuckPrediction one, CancellationToken ct)
    {
        try
        {
            return await ApplyAsync(repair, one, ct);
        }
        catch (Exception error) when (ReadRun.IsUpstreamTrouble(error) || error is Azure.RequestFailedException)
        {
            LogLater(logger, one.Id, repair, error.GetType().Name);
            return false;
        }
    }

    private Task<bool> ApplyAsync(Repair repair, StuckPrediction one, CancellationToken ct) => repair switch
    {
        Repair.None => Task.FromResult(false),
        Repair.ReapLease => repairs.ReapAsync(one.Id, ct),
        Repair.FailByDeaths => repairs.FailByDeathsAsync(one.Id, ct),
        Repair.FailUnaccepted => repairs.FailUnacceptedAsync(one.Id, ct),
        Repair.TimeOut => repairs.TimeOutAsync(one.Id, ct),
        Repair.EndSearch => repairs.EndSearchAsync(one, options.Value.MaxDeaths, ct),
        Repair.SendStart => SendAsync(one, () => queues.SendStartAsync(one.Id, ct), ct),
        Repair.SendCompletion => SendAsync(one, () => queues.SendCompletionAsync(one.Id, one.Attempt, ct), ct),
        Repair.Poll => AskAsync(one, PollEvery, mark => readRun.PollAsync(mark, one.UpstreamId!, ct), ct),
        Repair.CancelUpstream => AskAsync(one, MessageTime, mark => readRun.CancelAsync(mark, one.UpstreamId!, ct), ct),
    };

    private async Task<bool> SendAsync(StuckPrediction one, Func<Task> send, CancellationToken ct)
    {
        await stuck.DeferAsync(one.Id, MessageTime, ct);
        await send();
        return true;
    }

    private async Task<bool> AskAsync(
        StuckPrediction one, TimeSpan again, Func<WebhookMark, Task<RunVerdict?>> ask, CancellationToken ct)
    {
        await stuck.DeferAsync(one.Id, again, ct);
        return await ask(new WebhookMark(one.Id, one.Attempt)) is not (null or RunVerdict.Ignore);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Reconciled: {Repairs}; {RunsFound} unknown runs found, {RunsClosed} left runs asked after")]
    private static partial void LogRepaired(ILogger logger, string repairs, int runsFound, int runsClosed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Prediction {PredictionId} waits for another round ({Repair}): {Reason}")]
    private static partial void LogLater(ILogger logger, Guid predictionId, Repair repair, string reason);
}
