using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Repairs everything that stands still: list what Replicate accepted, read what is stuck, decide
/// (<see cref="Repairs"/>), write under guard, count. Running it twice at once does no more than running it once. What
/// goes wrong with one row or step is logged and keeps no other from being repaired. A round that takes too long stops,
/// and the next one continues after the row that was last.
/// </summary>
public sealed partial class ReconcilePredictions(
    UpstreamListing listing, StuckStore stuck, RepairStore repairs, OrphanedRuns leftRuns, GenerationRepairs generations,
    ReadRun readRun, PredictionQueues queues, PollingSchedule pace, ReconciliationMetrics metrics,
    IOptions<PredictionOptions> options, IOptions<ReconciliationOptions> reconciliation,
    ILogger<ReconcilePredictions> logger)
{
    /// <summary>The row after which the next round continues; empty when the last one came to the end.</summary>
    private Guid continueAfter;

    private TimeSpan MessageTime => TimeSpan.FromSeconds(options.Value.MessageResendAfterSeconds);

    public async Task<ReconcileCounts> RunOnceAsync(CancellationToken ct)
    {
        var listed = await listing.RunAsync(ct);
        var done = new ConcurrentDictionary<Repair, int>();
        await StepAsync("stuck predictions", token => RepairAllAsync(listed, done, token), ct);
        var counts = new ReconcileCounts
        {
            Repairs = done,
            RunsFound = listed.Found,
            RunsClosed = await StepAsync("left runs", leftRuns.RunAsync, ct),
            GenerationsClosed = await StepAsync("generations", generations.CloseAsync, ct),
            HoldsReleased = await StepAsync("holds", generations.ReleaseHoldsAsync, ct),
            Listed = listed.Complete,
        };
        metrics.Count(counts);
        if (counts.Total > 0)
        {
            var kinds = string.Join(", ", done.Select(pair => $"{pair.Key} {pair.Value}"));
            LogRepaired(
                logger, kinds, counts.RunsFound, counts.RunsClosed, counts.GenerationsClosed, counts.HoldsReleased);
        }

        return counts;
    }

    /// <returns>How many rows were begun.</returns>
    private async Task<int> RepairAllAsync(
        ListingResult listed, ConcurrentDictionary<Repair, int> done, CancellationToken ct)
    {
        var all = 0;
        var asksLeft = reconciliation.Value.MaxPollsPerRound;
        using var time = new CancellationTokenSource(reconciliation.Value.StepTime);
        var after = continueAfter;
        var fromStart = after == Guid.Empty;
        while (!time.IsCancellationRequested)
        {
            var batch = await stuck.NextBatchAsync(after, listed.BegunAt, ct);
            if (batch.Count == 0 && fromStart)
            {
                continueAfter = Guid.Empty;
                return all;
            }

            // Each batch begins one row at least, so that every round makes progress.
            var begun = 0;
            await Parallel.ForEachAsync(batch, reconciliation.Value.InParallel(ct), async (one, token) =>
            {
                if (time.IsCancellationRequested && begun > 0)
                    return;
                Interlocked.Increment(ref begun);
                var repair = Repairs.Decide(one, options.Value.MaxLeaseExpiries, listed.Complete);
                if (repair.AsksReplicate() && Interlocked.Decrement(ref asksLeft) < 0)
                    return;
                if (await TryAsync(repair, one, token))
                    done.AddOrUpdate(repair, 1, (_, count) => count + 1);
            });
            all += begun;
            fromStart |= batch.Count == 0;
            after = batch.Count == 0 ? Guid.Empty : batch[begun - 1].Id;
        }

        continueAfter = after;
        LogStopped(logger);
        return all;
    }

    private async Task<int> StepAsync(string step, Func<CancellationToken, Task<int>> run, CancellationToken ct)
    {
        try
        {
            return await run(ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogStep(logger, step, error);
            return 0;
        }
    }

    private async Task<bool> TryAsync(Repair repair, StuckPrediction one, CancellationToken ct)
    {
        try
        {
            return await ApplyAsync(repair, one, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogLater(logger, one.Id, repair, error);
            return false;
        }
    }

    private Task<bool> ApplyAsync(Repair repair, StuckPrediction one, CancellationToken ct) => repair switch
    {
        Repair.None => Task.FromResult(false),
        Repair.ReapLease => ReapAsync(one, ct),
        Repair.FailByLeaseExpiries => repairs.FailByLeaseExpiriesAsync(one.Id, ct),
        Repair.FailUnaccepted => repairs.FailUnacceptedAsync(one.Id, ct),
        Repair.TimeOut => repairs.TimeOutAsync(one.Id, ct),
        Repair.EndSearch => EndSearchAsync(one, ct),
        Repair.SendStart => SendAsync(one, PredictionMessage.Start(one.Id), ct),
        Repair.SendCompletion => SendAsync(one, PredictionMessage.Completion(one.Id, one.Attempt), ct),
        Repair.Poll => AskAsync(one, pace.Silence, mark => PollAsync(mark, one.UpstreamId!, ct), ct),
        Repair.CancelUpstream => AskAsync(one, MessageTime, mark => readRun.CancelAsync(mark, one.UpstreamId!, ct), ct),
    };

    /// <summary>The work goes on at once, not a round later.</summary>
    private async Task<bool> ReapAsync(StuckPrediction one, CancellationToken ct)
    {
        var reaped = await repairs.ReapAsync(one.Id, options.Value.MaxLeaseExpiries, ct);
        if (reaped == Reaped.Storing)
            await SendAsync(one, PredictionMessage.Completion(one.Id, one.Attempt), ct);
        else if (reaped == Reaped.Unsent)
            await SendAsync(one, PredictionMessage.Start(one.Id), ct);
        return reaped != Reaped.Nothing;
    }

    private async Task<bool> EndSearchAsync(StuckPrediction one, CancellationToken ct) =>
        await repairs.EndSearchAsync(one, options.Value.MaxLeaseExpiries, ct)
        && await SendAsync(one, PredictionMessage.Start(one.Id), ct);

    private async Task<RunVerdict?> PollAsync(RunReference mark, string upstreamId, CancellationToken ct)
    {
        var verdict = await readRun.PollAsync(mark, upstreamId, ct);
        if (verdict != RunVerdict.StoreResult)
            await queues.EnqueueNextPollAsync(mark.PredictionId, mark.Attempt, ct);
        return verdict;
    }

    private async Task<bool> SendAsync(StuckPrediction one, PredictionMessage message, CancellationToken ct)
    {
        if (!await stuck.DeferAsync(one.Id, MessageTime, growing: false, ct))
            return false;
        await queues.EnqueueAsync(message, ct);
        return true;
    }

    private async Task<bool> AskAsync(
        StuckPrediction one, TimeSpan again, Func<RunReference, Task<RunVerdict?>> ask, CancellationToken ct) =>
        await stuck.DeferAsync(one.Id, again, growing: !pace.Polls, ct)
        && await ask(new RunReference(one.Id, one.Attempt)) is not (null or RunVerdict.Ignore);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Reconciled: {Repairs}; {RunsFound} runs found by listing, {RunsClosed} left runs closed, "
            + "{GenerationsClosed} generations closed, {HoldsReleased} holds released")]
    private static partial void LogRepaired(
        ILogger logger, string repairs, int runsFound, int runsClosed, int generationsClosed, int holdsReleased);

    [LoggerMessage(Level = LogLevel.Error, Message = "Prediction {PredictionId} waits for another round ({Repair})")]
    private static partial void LogLater(ILogger logger, Guid predictionId, Repair repair, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The time of a round is over; the next one continues")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "A step of reconciling failed: {Step}")]
    private static partial void LogStep(ILogger logger, string step, Exception error);
}
