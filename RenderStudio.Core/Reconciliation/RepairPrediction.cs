using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>Decides on the repair of one stuck prediction (<see cref="Repairs"/>) and applies it.</summary>
public sealed class RepairPrediction(
    StuckStore stuck, RepairStore repairs, ReadRun readRun, PredictionQueues queues, PollingSchedule pace,
    IOptions<PredictionOptions> options)
{
    private TimeSpan ResendAfter => TimeSpan.FromSeconds(options.Value.MessageResendAfterSeconds);

    /// <param name="listed">Whether the listing of this round is complete.</param>
    public Repair Decide(StuckPrediction one, bool listed) =>
        Repairs.Decide(one, options.Value.MaxLeaseExpiries, listed);

    /// <returns>Whether the repair changed something.</returns>
    public Task<bool> RunAsync(Repair repair, StuckPrediction one, CancellationToken ct) => repair switch
    {
        Repair.None => Task.FromResult(false),
        Repair.ReapLease => ReapAsync(one, ct),
        Repair.FailByLeaseExpiries => repairs.FailByLeaseExpiriesAsync(one.Id, ct),
        Repair.FailUnaccepted => repairs.FailUnacceptedAsync(one.Id, ct),
        Repair.TimeOut => repairs.TimeOutAsync(one.Id, ct),
        Repair.EndSearch => EndSearchAsync(one, ct),
        Repair.SendStart => SendAsync(one, PredictionMessage.Start(one.Id), ct),
        Repair.SendCompletion => SendAsync(one, PredictionMessage.Completion(one.Id, one.Attempt), ct),
        Repair.Poll => ReadAsync(one, pace.Silence, run => PollAsync(run, one.UpstreamId!, ct), ct),
        Repair.CancelUpstream =>
            ReadAsync(one, ResendAfter, run => readRun.CancelAsync(run, one.UpstreamId!, ct), ct),
    };

    /// <summary>
    /// Reaps the lease and enqueues the next step at once, so that it need not wait for another round.
    /// </summary>
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

    private async Task<RunVerdict?> PollAsync(RunReference run, string upstreamId, CancellationToken ct)
    {
        var verdict = await readRun.PollAsync(run, upstreamId, ct);
        if (verdict != RunVerdict.StoreResult)
            await queues.EnqueueNextPollAsync(run.PredictionId, run.Attempt, ct);
        return verdict;
    }

    private async Task<bool> SendAsync(StuckPrediction one, PredictionMessage message, CancellationToken ct)
    {
        if (!await stuck.DeferAsync(one.Id, ResendAfter, growing: false, ct))
            return false;
        await queues.EnqueueAsync(message, ct);
        return true;
    }

    private async Task<bool> ReadAsync(
        StuckPrediction one, TimeSpan again, Func<RunReference, Task<RunVerdict?>> read, CancellationToken ct) =>
        await stuck.DeferAsync(one.Id, again, growing: !pace.Polls, ct)
        && await read(new RunReference(one.Id, one.Attempt)) is not (null or RunVerdict.Ignore);
}
